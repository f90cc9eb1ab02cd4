"""What the API takes and says about corrections."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field
from sqlalchemy import Row

from services.registry.corrections.commands.correcting import Correction
from services.registry.corrections.commands.parties import Right
from services.registry.corrections.commands.proposing import Wanted
from services.registry.corrections.parameters import CALLED, EVIDENCE, HOLDS, KINDS, OUTCOMES, IdentityKind
from services.registry.corrections.queries.facts import Known
from services.registry.corrections.queries.identities import PROPOSED
from services.registry.corrections.queries.made import WantedCorrections, fetch_corrections
from services.registry.network.schemas import OrgCode
from services.registry.veterans.parameters.fields import FIELD, OPEN
from services.registry.veterans.schemas.exported import UNIT
from shared.approval.listed import WantedProposals
from shared.approval.proposal import IS_OPEN, WHOSE
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, Flag, OneOf, Reason, RequestBody, field_fault
from shared.privacy.personal import Personal

Document = Annotated[Reason, Field(description="the document it rests on, by kind and number; without personal data")]
CorrectedField = Annotated[str, OneOf(CALLED, "not-a-field")]
Version = Annotated[int | None, Field(ge=1, description="the version of the file that was decided on")]


def _listed(value: str) -> str:
    if value not in EVIDENCE:
        named = "、".join(f"{code}（{each.zh}）" for code, each in EVIDENCE.items())
        raise field_fault(
            "not-an-evidence", zh=f"应为以下之一：{named}。", en=f"Must be one of: {', '.join(EVIDENCE)}."
        )
    return value


Evidence = Annotated[
    str, Field(max_length=40, description="one of " + ", ".join(EVIDENCE)), AfterValidator(_listed)
]  # fmt: skip


class CorrectionPaper(RequestBody):
    """What a field is to say, as people fill it in."""

    value: Personal | None = Field(None, description="as in a registration; absent: nothing")
    holds_from: Day | None = Field(
        None, description="since when it is so; absent: since the registration, and what the file says was wrong"
    )
    document: Document

    def correction(self, field: str) -> Correction:
        """What the command takes."""
        return Correction(field, self.value, self.holds_from, self.document)


class CorrectionForm(CorrectionPaper):
    """What a field is to say."""

    version: Version = None


class ChangedView(BaseModel):
    """The file as it stands."""

    version: int


class IdentityPaper(RequestBody):
    """What of an identity is to be corrected, as people fill it in."""

    kind: IdentityKind
    value: Personal = Field(description="as in a registration")
    evidence: Evidence
    document: Document

    def wanted(self) -> Wanted:
        """What the command takes."""
        return Wanted(self.kind, self.value, self.evidence, self.document)


class IdentityForm(IdentityPaper):
    """What of an identity is to be corrected."""

    version: Version = None


class PartyIdentityPaper(RequestBody):
    """Name and number of a party to cases as they should have been, as people fill it in."""

    name: Personal | None = Field(None, description="none: as it stands")
    id_number: Personal | None = Field(None, description="18 or 15 characters; none: as it stands")
    document: Document

    def right(self) -> Right:
        """What the command takes."""
        return Right(self.name, self.id_number)


class PartyIdentityForm(PartyIdentityPaper):
    """Name and number of a party to cases as they should have been."""

    version: Annotated[int | None, Field(ge=1, description="the version of the party that was decided on")] = None


class ProposedView(BaseModel):
    """What was proposed."""

    correction_id: UUID


class ConfirmationForm(RequestBody):
    """What the document says, read by who confirms."""

    value: Personal


class DecisionForm(RequestBody):
    """Why it is refused, or taken back."""

    reason: Reason = Field(description="without personal data")


class IdentityCorrectionView(BaseModel):
    """A correction of an identity, without what it is to be."""

    correction_id: UUID
    person_id: UUID
    has_file: bool = Field(description="a veteran; otherwise a recipient without a file, or a relative or proxy")
    beside_id: UUID | None = Field(
        description="the veteran whose relative or proxy the person is; null: the person has a file or a record himself"
    )
    kind: IdentityKind
    evidence: str
    document: str
    proposed_by: UUID
    proposed_for: UUID | None = Field(description="the account that it stood in for")
    proposed_at: datetime
    by: str | None = Field(description="name of the account that proposed it")
    outcome: str | None = Field(description="confirmed, refused, withdrawn; null: open")
    decided_by: UUID | None
    decided_at: datetime | None
    reason: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(by=row.display_name, **{name: row._mapping[name] for name in cls.model_fields if name != "by"})


class KnownView(BaseModel):
    """What a file said of a field, with both times of it."""

    field: str
    value: str | None = Field(description="null: nothing, or a field that is sensitive or personal")
    is_shown: bool = Field(description="false: the value is not told here")
    holds_from: date = Field(description="the day on which it began to hold")
    known_from: datetime = Field(description="since when the file said so")
    known_until: datetime | None = Field(description="until when; null: it says so still")
    by: str | None = Field(description="name of the account that wrote it")
    document: str | None = Field(description="what it rests on; null for what the registration said")

    @classmethod
    def of(cls, known: Known) -> Self:
        return cls(**{name: getattr(known, name) for name in cls.model_fields})


class IdentityCorrectionsExport(ExportForm):
    """Which corrections are taken away, and why."""

    person_id: UUID | None = None
    is_open: Flag | None = None
    mine: Flag | None = None


async def _rows(taking: Taking[IdentityCorrectionsExport]) -> Rows:
    asked = taking.form
    wanted = WantedProposals(asked.person_id, asked.is_open, bool(asked.mine))
    view = IdentityCorrectionView.of
    return Rows(await PROPOSED.fetch(taking.reading, wanted, None, taking.limit, view=view))


IDENTITY_CORRECTIONS = Export(
    Sheet(
        "identity-corrections",
        "身份信息更正",
        "Corrections of identities",
        (
            Column("person_id", "档案编号", "file number"),
            Column("beside_id", "家属、代办人所属档案编号", "relative or proxy: file number of the veteran"),
            Column("kind", "项目", "field", KINDS),
            Column("evidence", "证明材料", "evidence", EVIDENCE),
            Column("document", "文号", "document"),
            Column("by", "提出人", "proposed by"),
            Column("proposed_at", "提出时间", "proposed"),
            Column("outcome", "结果", "outcome", OUTCOMES),
            Column("decided_at", "办理时间", "decided"),
            Column("reason", "说明", "note"),
        ),
        (
            Column("person_id", "档案编号", "file number"),
            Column("is_open", "状态", "state", {each.code: each for each in IS_OPEN}),
            Column("mine", "办理人", "waits for", {each.code: each for each in WHOSE}),
        ),
    ),
    IdentityCorrectionsExport,
    "veterans.export",
    _rows,
)


class CorrectionView(BaseModel):
    """What was said anew of a field, of whom."""

    fact_id: UUID
    person_id: UUID
    field: str
    value: str | None = Field(description="null: nothing, or a field that is sensitive or personal")
    is_shown: bool = Field(description="false: the value is not told here")
    holds_from: date = Field(description="the day on which it began to hold")
    known_from: datetime = Field(description="since when the file said so")
    known_until: datetime | None = Field(description="until when; null: it says so still")
    by: str | None = Field(description="name of the account that wrote it")
    document: str = Field(description="what it rests on")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        shown = FIELD[row.field].pii is OPEN
        own = {name: row._mapping[name] for name in cls.model_fields if name not in {"value", "is_shown", "by"}}
        return cls(value=row.value if shown else None, is_shown=shown, by=row.display_name, **own)


class CorrectionsExport(ExportForm):
    """Which corrections are taken away, and why."""

    person_id: UUID | None = None
    field: CorrectedField | None = None
    unit: OrgCode | None = None
    holds: Flag | None = None


async def _corrections(taking: Taking[CorrectionsExport]) -> Rows:
    asked = taking.form
    wanted = WantedCorrections(asked.person_id, asked.field, asked.unit, asked.holds)
    page = await fetch_corrections(taking.reading, wanted, None, taking.limit, view=CorrectionView.of)
    return Rows(page, lambda view: {**view.model_dump(), "holds": str(view.known_until is None).lower()})


_HOLDS = Column("holds", "状态", "state", {each.code: each for each in HOLDS})
CORRECTIONS = Export(
    Sheet(
        "corrections",
        "档案更正、变更",
        "Corrections and changes of files",
        (
            Column("person_id", "档案编号", "file number"),
            Column("field", "项目", "field", CALLED),
            Column("value", "内容", "content"),
            Column("holds_from", "自何日起", "since"),
            Column("document", "依据", "on the ground of"),
            Column("by", "经办人", "by"),
            Column("known_from", "记录时间", "recorded"),
            _HOLDS,
        ),
        (Column("person_id", "档案编号", "file number"), Column("field", "项目", "field"), UNIT, _HOLDS),
    ),
    CorrectionsExport,
    "veterans.export",
    _corrections,
)
