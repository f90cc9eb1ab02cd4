"""What the API takes and says about briefing notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

import msgspec
from fastapi import Query
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from services.reporting.briefings.domain import Briefing, Counted, EditionContent
from services.reporting.briefings.parameters import CHOICES, MOST_FIGURES, MOST_SUBJECT, MOST_TEXT
from services.reporting.briefings.queries import briefing_of
from services.reporting.bulletins.schemas.views import TrendView, ValueView
from services.reporting.paper_forms.schemas import StateCode, WithdrawalPaper
from shared.http.validation import FREE_TEXT, Day, OneOf, Reason, RequestBody

Subject = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=MOST_SUBJECT), FREE_TEXT]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=MOST_TEXT), FREE_TEXT]
FigureCode = Annotated[str, OneOf(CHOICES, "not-a-figure")]


WhichEdition = Annotated[
    int | None, Query(ge=1, le=10_000, description="one of them; absent: the one that waits, or else is issued")
]


class BriefingPaper(RequestBody):
    """A briefing note, as people fill it in."""

    subject: Subject = Field(description="what it is about; without personal data")
    first_on: Day = Field(description="first day of the figures")
    last_on: Day = Field(description="last day of the figures, today at the latest")
    figures: list[FigureCode] = Field(min_length=1, max_length=MOST_FIGURES, description="codes of figures")
    text: Words = Field(description="what the figures say; without personal data")
    reason: Reason | None = Field(None, description="why an issued one is corrected; asked for then")

    def said(self) -> EditionContent:
        codes = tuple(dict.fromkeys(self.figures))
        return EditionContent(self.subject, self.first_on, self.last_on, codes, self.text, self.reason)


class VersionForm(RequestBody):
    """What is done with a briefing note as it was shown."""

    version: int | None = Field(None, ge=1, description="the one that was acted on; refused when it is not the last")


class BriefingForm(BriefingPaper, VersionForm):
    """What a briefing note says from now on."""


class BriefingWithdrawalForm(WithdrawalPaper, VersionForm):
    """Why a draft is given up."""


class BriefingStandsView(BaseModel):
    """How a briefing note stands."""

    briefing_id: UUID
    state: StateCode = Field(description="withdrawn: given up before an edition was issued")
    document_number: str | None = Field(description="null before the first edition is issued")
    edition: int = Field(description="the last one written")
    issued: int = Field(description="the last one issued; 0: none")
    withdrawn: int = Field(description="the last one withdrawn; 0: none")
    version: int = Field(description="to be sent with what is done with it")

    @classmethod
    def of(cls, briefing: Briefing) -> Self:
        return cls.model_validate({name: getattr(briefing, name) for name in cls.model_fields})


class BriefingView(BriefingStandsView):
    """A briefing note in a list, with what the edition that stands is about."""

    subject: str
    first_on: date
    last_on: date

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        stands = BriefingStandsView.of(briefing_of(row))
        return cls(**stands.model_dump(), subject=row.subject, first_on=row.first_on, last_on=row.last_on)


@dataclass(frozen=True, slots=True)
class EditionView:
    """One edition, as it is kept."""

    edition: int
    subject: str
    first_on: date
    last_on: date
    figures: tuple[str, ...]
    counted: Counted
    text: str
    reason: str | None
    written_by: UUID
    written_at: datetime
    issued_by: UUID | None
    issued_at: datetime | None
    withdrawn_by: UUID | None = None
    withdrawn_at: datetime | None = None
    withdrawal_reason: str | None = None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        own = {name: row._mapping[name] for name in cls.__dataclass_fields__}
        return cls(**{**own, "figures": tuple(row.figures), "counted": msgspec.convert(row.counted, Counted)})

    @property
    def typed(self) -> dict[str, Any]:
        """By the names of the form; why it was written is asked anew."""
        said = {name: getattr(self, name) for name in ("subject", "first_on", "last_on", "text")}
        return {**said, "figures": list(self.figures)}


def edition_that_stands(briefing: Briefing, editions: Sequence[EditionView]) -> EditionView:
    """The one that is read, printed and corrected."""
    return next(each for each in editions if each.edition == briefing.standing)


class BriefingEditionView(BaseModel):
    """One edition; one that is issued or withdrawn is not changed."""

    edition: int
    subject: str
    first_on: date
    last_on: date
    values: list[ValueView] = Field(description="before the first day, and at the end of the last one")
    trends: list[TrendView]
    provisional: bool
    text: str
    reason: str | None
    written_by: UUID
    written_at: datetime
    issued_by: UUID | None = Field(description="null: not issued")
    issued_at: datetime | None
    withdrawn_by: UUID | None
    withdrawn_at: datetime | None
    withdrawal_reason: str | None = Field(description="why a draft was given up")

    @classmethod
    def of(cls, edition: EditionView) -> Self:
        own = {name: getattr(edition, name) for name in cls.model_fields if hasattr(edition, name)}
        counted = edition.counted
        values = [
            ValueView(code=each.code, before=each.before, value=each.value, change=each.change)
            for each in counted.values
        ]
        trends = [TrendView.of(each) for each in counted.trends]
        return cls(**own, values=values, trends=trends, provisional=counted.provisional)


class WholeBriefingView(BaseModel):
    """A briefing note with its editions, the last one first."""

    briefing: BriefingStandsView
    editions: list[BriefingEditionView]
