"""What the API takes and says about merges."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.merges.commands.proposing import Ground
from services.registry.merges.parameters import ALL_REASONS, KINDS, OUTCOMES, REASONS, Kind
from services.registry.merges.queries import proposed_of
from shared.approval.listed import WantedProposals
from shared.approval.proposal import IS_OPEN, WHOSE
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Flag, OneOf, Reason, RequestBody

Document = Annotated[Reason, Field(description="the document it rests on, by kind and number; without personal data")]
Surviving = Annotated[UUID, Field(description="the file that goes on, at the right domicile")]


class MergePaper(RequestBody):
    """Which of two files goes on, and why, as people fill it in."""

    surviving_id: Surviving
    reason: Annotated[str, OneOf(REASONS[Kind.MERGE], "not-a-reason")]
    document: Document

    def ground(self) -> Ground:
        """What the command takes."""
        return Ground(self.reason, self.document)


class MergeForm(MergePaper):
    """Which of two files goes on, and why."""

    version: int | None = Field(None, ge=1, description="the version of the pair that was decided on")


class UnmergeForm(RequestBody):
    """Why a merge is undone."""

    reason: Annotated[str, OneOf(REASONS[Kind.UNMERGE], "not-a-reason")]
    document: Document

    def ground(self) -> Ground:
        """What the command takes."""
        return Ground(self.reason, self.document)


class ProposedView(BaseModel):
    """What was proposed."""

    proposal_id: UUID


class ConfirmationForm(RequestBody):
    """Which file goes on, said by who confirms."""

    surviving_id: Surviving


class DecisionForm(RequestBody):
    """Why it is refused, or taken back."""

    reason: Reason = Field(description="without personal data")


class MergeProposalView(BaseModel):
    """A merge, or the undoing of one, that was proposed."""

    proposal_id: UUID
    suspicion_id: UUID = Field(description="the pair")
    kind: Kind
    surviving_id: UUID
    merged_id: UUID
    reason: str
    document: str
    proposed_by: UUID
    proposed_for: UUID | None = Field(description="the account that it stood in for")
    proposed_at: datetime
    by: str | None = Field(description="name of the account that proposed it")
    outcome: str | None = Field(description="confirmed, refused, withdrawn; null: open")
    decided_by: UUID | None
    decided_at: datetime | None
    note: str | None = Field(description="why it was refused or withdrawn")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(by=row.display_name, **{name: row._mapping[name] for name in cls.model_fields if name != "by"})


class MergesExport(ExportForm):
    """Which merges are taken away, and why."""

    suspicion_id: UUID | None = None
    person_id: UUID | None = None
    is_open: Flag | None = None
    mine: Flag | None = None


async def _rows(taking: Taking[MergesExport]) -> Rows:
    asked = taking.form
    wanted = WantedProposals(asked.suspicion_id, asked.is_open, bool(asked.mine))
    return Rows(
        await proposed_of(asked.person_id).fetch(taking.reading, wanted, None, taking.limit, view=MergeProposalView.of)
    )


MERGES = Export(
    Sheet(
        "merges",
        "合并办理",
        "Merges",
        (
            Column("kind", "类型", "kind", KINDS),
            Column("surviving_id", "保留的档案编号", "number of the file that goes on"),
            Column("merged_id", "并入的档案编号", "number of the file merged into it"),
            Column("reason", "原因", "reason", ALL_REASONS),
            Column("document", "文号", "document"),
            Column("by", "提出人", "proposed by"),
            Column("proposed_at", "提出时间", "proposed"),
            Column("outcome", "结果", "outcome", OUTCOMES),
            Column("decided_at", "办理时间", "decided"),
            Column("note", "说明", "note"),
        ),
        (
            Column("suspicion_id", "疑似重复编号", "pair"),
            Column("person_id", "档案编号", "file number"),
            Column("is_open", "状态", "state", {each.code: each for each in IS_OPEN}),
            Column("mine", "办理人", "waits for", {each.code: each for each in WHOSE}),
        ),
    ),
    MergesExport,
    "duplicates.export",
    _rows,
)
