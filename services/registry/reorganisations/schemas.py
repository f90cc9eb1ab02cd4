"""What the API takes and says about units that are moved, merged, split, to be closed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from services.registry.network.domain import HostKind, OrgUnit
from services.registry.network.rules import Proposal
from services.registry.network.schemas import OrgCode, UnitName
from services.registry.reorganisations.commands.carrying import Handover
from services.registry.reorganisations.queries.closing import Check, Closing
from services.registry.reorganisations.queries.holdings import Part
from shared.http.validation import Day, Reason, RequestBody
from shared.refusal import FieldFault

Document = Annotated[Reason, Field(description="kind and number of the document; without personal data")]
DivisionCode = Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$")]


class MovePaper(RequestBody):
    """Another parent, as people fill it in."""

    parent_code: OrgCode = Field(description="the unit above from then on")
    moved_on: Day | None = Field(None, description="today in Shanghai unless said otherwise")
    document: Reason = Field(description="kind and number of the document; without personal data")


class MoveForm(MovePaper):
    """Another parent."""

    version: int | None = Field(None, description="of the unit, as it was decided on")


class MoveRevocationPaper(RequestBody):
    """Why a move is taken back, as people fill it in."""

    document: Reason = Field(description="what shows that it was recorded wrongly; without personal data")


class MoveRevocationForm(MoveRevocationPaper):
    """Why a move is taken back."""

    version: int | None = Field(None, description="of the unit, as it was decided on")


class ClosingPaper(RequestBody):
    """That a unit is to be closed, or is not after all, as people fill it in."""

    document: Document


class ClosingForm(ClosingPaper):
    """That a unit is to be closed."""

    version: int | None = Field(None, description="of the unit, as it was decided on")


class ClosurePaper(RequestBody):
    """The end of a unit, as people fill it in."""

    closed_on: Day | None = Field(None, description="today in Shanghai unless said otherwise")


class ClosureForm(ClosurePaper):
    """The end of a unit."""

    version: int | None = Field(None, description="of the unit, as it was decided on")


class HandoverPaper(RequestBody):
    """All that a unit holds goes to another one, as people fill it in."""

    to_code: OrgCode = Field(description="the unit that takes over, of the same kind")
    moved_on: Day
    document: Document

    def handover(self) -> Handover:
        """What the command takes."""
        return Handover(self.to_code, self.moved_on, self.document)


class HoldingsMoveForm(HandoverPaper):
    """What a unit holds goes to another one: all of it, or these persons and whoever is of these divisions."""

    divisions: list[DivisionCode] = Field([], max_length=500, description="whoever is domiciled or lives there")
    persons: list[UUID] = Field([], max_length=1_000)
    dry_run: bool = Field(False, description="only say how many of each would go")

    def handover(self) -> Handover:
        """What the command takes."""
        part = Part(tuple(self.divisions), tuple(self.persons))
        return Handover(self.to_code, self.moved_on, self.document, part)


class MergerForm(HandoverPaper):
    """A unit is merged into another one."""

    version: int | None = Field(None, description="of the unit, as it was decided on")


class SplitPaper(RequestBody):
    """A new unit beside this one takes over a part of what it holds, as people fill it in."""

    code: OrgCode = Field(description="of the new unit")
    host_kind: HostKind
    name: UnitName
    division_code: str | None = Field(None, max_length=12, description="none at a county-direct unit")
    moved_on: Day = Field(description="the day on which the new unit is established and takes over")
    divisions: list[DivisionCode] = Field([], max_length=500, description="whoever is domiciled or lives there goes")
    persons: list[UUID] = Field([], max_length=1_000, description="these go as well")
    document: Document

    def proposal(self, beside: OrgUnit) -> Proposal:
        """The new unit."""
        return Proposal(
            org_code=self.code,
            kind=beside.kind,
            host_kind=self.host_kind,
            name=self.name,
            parent_code=beside.parent_code,
            division_code=self.division_code,
            established_on=self.moved_on,
        )

    def handover(self) -> Handover:
        """What goes there."""
        part = Part(tuple(self.divisions), tuple(self.persons))
        return Handover(self.code, self.moved_on, self.document, part)


class MadeMoveView(BaseModel):
    """A move of what a unit holds, from it or to it."""

    move_id: UUID
    from_code: str
    to_code: str
    moved_on: date
    act: str = Field(description="what it was part of: handover, merger, split")
    finished_at: datetime | None = Field(description="null: under way")
    takes_back: UUID | None = Field(description="the move that it takes back")

    @classmethod
    def of(cls, move: Row[Any]) -> Self:
        return cls(**{name: move._mapping[name] for name in cls.model_fields})


class UnitHoldingsView(BaseModel):
    """How many of each kind a unit holds."""

    counts: Mapping[str, int]
    moves: Sequence[MadeMoveView] = Field((), description="the last fifty from this unit and to it, the last first")


class AskedView(BaseModel):
    """What was put on the move."""

    move_id: UUID | None = Field(description="null: it was only tried")
    counts: Mapping[str, int] = Field(description="how many of each kind go")


class HoldingsResultView(BaseModel):
    """What became of some of what was to go."""

    kind: str
    outcome: str | None = Field(description="moved, or the code of the refusal; null: not yet")
    zh: str | None
    en: str | None
    pieces: int = Field(description="how many came out so")


class HoldingsMoveView(BaseModel):
    """How far a move is."""

    move_id: UUID
    from_code: str
    to_code: str
    moved_on: date
    document: str
    asked_at: datetime
    finished_at: datetime | None = Field(description="null: under way")
    hindrance: str | None = Field(description="why it was stopped before its end")
    act: str = Field(description="what it was part of: handover, merger, split")
    takes_back: UUID | None = Field(description="the move that it takes back")
    results: list[HoldingsResultView]

    @classmethod
    def of(cls, move: Row[Any], results: Sequence[Row[Any]]) -> Self:
        facts = {name: value for name, value in move._mapping.items() if name not in {"asked_by", "asked_for"}}
        return cls(**facts, results=[HoldingsResultView(**row._mapping) for row in results])


class OpenView(BaseModel):
    """What registry still counts at a unit."""

    code: str
    zh: str
    en: str


class AnswerView(BaseModel):
    """What a service answered last."""

    service: str
    is_cleared: bool | None = Field(description="null: it has not answered yet")
    open: Mapping[str, int] = Field(description="words of the code list open-matter")
    answered_at: datetime | None


class ClosingView(BaseModel):
    """A unit that is to be closed: what is open there, and who has cleared it."""

    document: str
    begun_at: datetime
    successor_code: str | None = Field(description="the unit that it is merged into")
    merged_on: date | None
    open: list[OpenView] = Field(description="in registry itself")
    answers: list[AnswerView]
    grants: int = Field(description="in force there: security takes them back; they do not keep the unit open")

    @classmethod
    def of(
        cls,
        closing: Closing,
        found: Sequence[tuple[Check, FieldFault]],
        answers: Mapping[str, Row[Any] | None],
        grants: int,
    ) -> Self:
        return cls(
            grants=grants,
            document=closing.document,
            begun_at=closing.begun_at,
            successor_code=closing.successor_code,
            merged_on=closing.merged_on,
            open=[OpenView(code=fault.code, zh=fault.zh, en=fault.en) for _, fault in found],
            answers=[
                AnswerView(
                    service=service,
                    is_cleared=None if row is None else not row.open,
                    open={} if row is None else row.open,
                    answered_at=None if row is None else row.answered_at,
                )
                for service, row in answers.items()
            ],
        )
