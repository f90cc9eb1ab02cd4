"""What the API takes and says about erasures."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.dependencies import get_settings
from services.registry.erasures.parameters import ERASED, GROUNDS, OUTCOMES
from services.registry.erasures.queries import PROPOSED
from shared.approval.listed import WantedProposals
from shared.approval.proposal import IS_OPEN, WHOSE
from shared.clock import local_date
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Flag, Reason, RequestBody


class ErasurePaper(RequestBody):
    """What an erasure rests on, as people fill it in."""

    document: Reason = Field(description="the document it rests on, by kind and number; without personal data")


class ErasureForm(ErasurePaper):
    """What an erasure rests on."""

    version: int | None = Field(None, ge=1, description="the version of the file or record that was decided on")


class ErasureProposed(BaseModel):
    """What was proposed."""

    erasure_id: UUID


class ErasureConfirmation(RequestBody):
    """Which file it is, read from the file by who confirms."""

    file_number: Annotated[str, Field(max_length=36, description="the last eight characters of the file's number")]


class ErasureDecision(RequestBody):
    """Why it is refused, or taken back."""

    reason: Reason = Field(description="without personal data")


class ErasureView(BaseModel):
    """An erasure that was proposed, and how it ended."""

    erasure_id: UUID
    person_id: UUID
    has_file: bool = Field(description="a veteran; otherwise a recipient without a file")
    ground: str = Field(description="a word of the code list erasure-ground")
    document: str
    proposed_by: UUID
    proposed_for: UUID | None = Field(description="the account that it stood in for")
    proposed_at: datetime
    by: str | None = Field(description="name of the account that proposed it")
    outcome: str | None = Field(description="erased, refused, withdrawn; null: open")
    decided_by: UUID | None
    decided_at: datetime | None
    reason: str | None
    out_of_backups_on: date | None = Field(description="by then no backup has the data either; null: not erased")

    @classmethod
    def of(cls, row: Row[Any], *, hold_days: int) -> Self:
        """`hold_days`: how long backups are held."""
        given = {name: row._mapping[name] for name in cls.model_fields if name in row._mapping}
        is_erased = row.outcome == ERASED
        out = local_date(row.decided_at) + timedelta(days=hold_days) if is_erased else None
        return cls(**given, by=row.display_name, out_of_backups_on=out)


class ErasuresExport(ExportForm):
    """Which erasures are taken away, and why."""

    person_id: UUID | None = None
    is_open: Flag | None = None
    mine: Flag | None = None


async def _rows(taking: Taking[ErasuresExport]) -> Rows:
    asked = taking.form
    wanted = WantedProposals(asked.person_id, asked.is_open, bool(asked.mine))
    settings = await get_settings(taking.request)
    view = partial(ErasureView.of, hold_days=settings.backup_hold_days)
    return Rows(await PROPOSED.fetch(taking.reading, wanted, None, taking.limit, view=view))


ERASURES = Export(
    Sheet(
        "erasures",
        "个人信息删除",
        "Erasures",
        (
            Column("person_id", "档案编号", "file number"),
            Column("ground", "情形", "ground", GROUNDS),
            Column("document", "依据", "document"),
            Column("by", "提出人", "proposed by"),
            Column("proposed_at", "提出时间", "proposed"),
            Column("outcome", "结果", "outcome", OUTCOMES),
            Column("decided_at", "办理时间", "decided"),
            Column("reason", "说明", "note"),
            Column("out_of_backups_on", "备份到期日期", "out of backups on"),
        ),
        (
            Column("person_id", "档案编号", "file number"),
            Column("is_open", "状态", "state", {each.code: each for each in IS_OPEN}),
            Column("mine", "办理人", "waits for", {each.code: each for each in WHOSE}),
        ),
    ),
    ErasuresExport,
    "erasures.export",
    _rows,
)
