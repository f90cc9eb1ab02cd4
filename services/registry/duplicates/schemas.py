"""What the API takes and says about pairs."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field
from sqlalchemy import Row

from services.registry.duplicates.commands.deciding import Decision
from services.registry.duplicates.domain.suspicion import STATES, SuspicionState
from services.registry.duplicates.parameters import DIFFERENCES, GROUNDS
from services.registry.duplicates.queries import fetch_suspicions
from services.registry.veterans.queries.files import VeteranFile
from services.registry.veterans.schemas.views import VeteranView
from shared.auth.caller import Caller
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Reason, RequestBody, field_fault

Version = Annotated[int | None, Field(ge=1, description="the version of the pair that was decided on")]
Words = Annotated[Reason, Field(description="without personal data")]


def _listed(value: str) -> str:
    if value not in DIFFERENCES:
        named = "、".join(f"{code}（{each.zh}）" for code, each in DIFFERENCES.items())
        raise field_fault(
            "not-a-difference", zh=f"应为以下之一：{named}。", en=f"Must be one of: {', '.join(DIFFERENCES)}."
        )
    return value


Difference = Annotated[
    str, Field(max_length=40, description="one of " + ", ".join(DIFFERENCES)), AfterValidator(_listed)
]  # fmt: skip


class ReportPaper(RequestBody):
    """Another file of the same person, as people fill it in."""

    other_person_id: UUID
    reason: Words


class ReportForm(ReportPaper):
    """Two files that look like one person's."""

    person_id: UUID


class ReportedView(BaseModel):
    """The pair."""

    suspicion_id: UUID


class DifferencePaper(RequestBody):
    """How somebody made sure that two files are two persons', as people fill it in."""

    difference: Difference
    reason: Words

    def decision(self) -> Decision:
        """What the command takes."""
        return Decision(self.difference, self.reason)


class DifferenceForm(DifferencePaper):
    """How somebody made sure that two files are two persons'."""

    version: Version = None


class ReopeningPaper(RequestBody):
    """Why somebody looks again, as people fill it in."""

    reason: Words


class ReopeningForm(ReopeningPaper):
    """Why somebody looks again."""

    version: Version = None


class DecidedView(BaseModel):
    """The pair as it stands."""

    version: int


class SuspicionView(BaseModel):
    """Two files that may be one person's."""

    suspicion_id: UUID
    version: int = Field(description="to be sent with what is decided on it")
    person_id: UUID = Field(description="the file opened first")
    other_person_id: UUID
    score: int = Field(description="how alike, of 100")
    grounds: list[str] = Field(description="what is alike, by codes; never the value")
    state: str = Field(description="open, different, merged")
    suspected_at: datetime
    reported_by: UUID | None = Field(description="account that noticed it; null: found by comparing")
    decided_by: UUID | None
    by: str | None = Field(description="name of the account that decided")
    decided_at: datetime | None
    difference: str | None = Field(description="how it was made sure that they are two")
    reason: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**_shown(row))


class PairView(SuspicionView):
    """The same with both files, masked."""

    files: list[VeteranView] = Field(description="in the order of the ids")

    @classmethod
    def of_both(cls, row: Row[Any], files: list[VeteranFile], caller: Caller) -> Self:
        return cls(**_shown(row), files=[VeteranView.of_file(file, caller) for file in files])


def _shown(row: Row[Any]) -> dict[str, Any]:
    return {"by": row.display_name, **{n: row._mapping[n] for n in SuspicionView.model_fields if n != "by"}}


class DuplicatesExport(ExportForm):
    """Which pairs are taken away, and why."""

    person_id: UUID | None = None
    state: SuspicionState | None = None


async def _rows(taking: Taking[DuplicatesExport]) -> Rows:
    person, state = taking.form.person_id, taking.form.state
    return Rows(
        await fetch_suspicions(
            taking.reading, person, state=state, cursor=None, limit=taking.limit, view=SuspicionView.of
        )
    )


_STATE = Column("state", "状态", "state", STATES)
DUPLICATES = Export(
    Sheet(
        "duplicates",
        "疑似重复",
        "Duplicates",
        (
            Column("person_id", "档案编号", "file number"),
            Column("other_person_id", "另一份档案编号", "number of the other file"),
            Column("grounds", "依据", "grounds", GROUNDS),
            Column("score", "相似程度", "how alike"),
            Column("suspected_at", "提示时间", "suspected"),
            _STATE,
            Column("difference", "核实方式", "how they were told apart", DIFFERENCES),
            Column("by", "认定人", "decided by"),
            Column("decided_at", "认定时间", "decided"),
        ),
        (Column("person_id", "档案编号", "file number"), _STATE),
    ),
    DuplicatesExport,
    "duplicates.export",
    _rows,
)
