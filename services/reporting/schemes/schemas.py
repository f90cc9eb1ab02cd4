"""What the API takes and says about schemes of assessment."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.reporting.schemes.domain import Scheme, Terms, Validity
from services.reporting.schemes.parameters import BY_INDICATOR, DEFAULT_CAPS, INSPECTED, STATES
from shared.http.validation import Day, OneOf, Reason, RequestBody, WrittenAs

Points = Annotated[
    str,
    WrittenAs(
        r"^((0|[1-9][0-9]?)(\.[0-9]{1,2})?|100(\.0{1,2})?)$",
        zh="0 至 100 的分数，最多两位小数",
        en="points from 0 to 100, of at most two places",
    ),
]
Inspector = Annotated[
    UUID | None, Field(description="account that alone scores it, and who stands in for it; null: any inspector")
]
StateCode = Literal["draft", "adopted", "ended", "withdrawn"]
ShownState = Annotated[str, OneOf(STATES, "not-a-state")]


class SchemePaper(RequestBody):
    """A scheme of assessment, as people fill it in."""

    a1: Points = Field(description="full marks of leadership and organisation; all of them together are 100")
    a2: Points = Field(description="network and venues")
    a3: Points = Field(description="quality of the information collected")
    a4: Points = Field(description="Party-branch life")
    a5: Points = Field(description="discipline of reporting")
    a6: Points = Field(description="services and benefits")
    a7: Points = Field(description="disputes and petitions")
    a8: Points = Field(description="models and publicity")
    a9: Points = Field(description="the four follow-ups")
    late: Points = Field(description="what a daily report costs that was late")
    missed: Points = Field(description="what one costs that was missed, backfilled or not")
    wrong: Points = Field("0", description="what one costs whose numbers are corrected after its bulletin was issued")
    bonus: Points = Field(description="the most that may be added to a total")
    deduction: Points = Field(description="the most that may be taken off a total")
    veto: Points = Field(description="what is left at most of a total that is vetoed")
    a1_inspector: Inspector = None
    a3_inspector: Inspector = None
    a4_inspector: Inspector = None
    a6_inspector: Inspector = None
    a7_inspector: Inspector = None
    a8_inspector: Inspector = None
    a9_inspector: Inspector = None
    valid_from: Day
    valid_until: Day | None = Field(None, description="the last day; null: until it is ended")
    document: Reason = Field(description="kind and number of the document; without personal data")

    def terms(self) -> Terms:
        given = {code: Decimal(getattr(self, code.lower())) for code in BY_INDICATOR}
        marks = {code: mark for code, mark in given.items() if mark}
        named = {code: getattr(self, f"{code.lower()}_inspector") for code in INSPECTED if code in marks}
        inspectors = {code: account for code, account in named.items() if account is not None}
        return Terms(marks, **{name: Decimal(getattr(self, name)) for name in DEFAULT_CAPS}, inspectors=inspectors)

    def validity(self) -> Validity:
        return Validity(self.valid_from, self.valid_until)


class OfScheme(RequestBody):
    """What is done with a scheme as it was shown."""

    version: int | None = Field(None, ge=1, description="the one that was acted on; refused when it is not the last")


class SchemeForm(SchemePaper):
    """A scheme that is drafted."""


class SchemeCorrectionForm(SchemePaper, OfScheme):
    """What a draft says from now on."""


class AdoptionPaper(RequestBody):
    """That a draft comes into force, as people fill it in."""


class AdoptionForm(OfScheme):
    """That a draft comes into force."""


class SchemeWithdrawalPaper(RequestBody):
    """Why a draft is given up, as people fill it in."""

    reason: Reason = Field(description="without personal data")


class SchemeWithdrawalForm(SchemeWithdrawalPaper, OfScheme):
    """Why a draft is given up."""


class EndingPaper(RequestBody):
    """Until when a scheme holds, as people fill it in."""

    last: Day = Field(description="the last day on which it holds")
    reason: Reason


class EndingForm(EndingPaper, OfScheme):
    """Until when a scheme holds."""


class SchemeMade(BaseModel):
    """A scheme that was drafted."""

    scheme_id: UUID


class SchemeStandsView(BaseModel):
    """How a scheme stands after what was done."""

    scheme_id: UUID
    state: StateCode
    number: int | None = Field(description="of those that came into force, in order; null: none of them")
    version: int = Field(description="to be sent with what is done with it")

    @classmethod
    def of(cls, scheme: Scheme) -> Self:
        return cls.model_validate({name: getattr(scheme, name) for name in cls.model_fields})


class SchemeView(SchemeStandsView):
    """A scheme of assessment."""

    marks: dict[str, str] = Field(description="full marks by indicator; one that is not there is not assessed")
    late: str
    missed: str
    wrong: str = Field("0", description="0 in schemes that do not know it")
    bonus: str
    deduction: str
    veto: str
    inspectors: dict[str, UUID] = Field(
        default_factory=dict, description="by indicator the account that alone scores it"
    )
    valid_from: date
    valid_until: date | None
    document: str
    written_by: list[UUID] = Field(description="who drafted and corrected it: none of them brings it into force")
    written_at: datetime
    adopted_by: UUID | None
    adopted_at: datetime | None
    ended_by: UUID | None
    ended_at: datetime | None
    end_reason: str | None
    withdrawn_by: UUID | None
    withdrawn_at: datetime | None
    withdrawal_reason: str | None = Field(description="why a draft was given up")

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        own = {name: row._mapping[name] for name in cls.model_fields if name in row._mapping}
        return cls.model_validate({**row.terms, **own})


def as_typed(row: Row[Any]) -> dict[str, Any]:
    """By the names of the form."""
    days = {"valid_from": row.valid_from, "valid_until": row.valid_until}
    return {**typed(Terms.read(row.terms)), **days, "document": row.document}


def typed(terms: Terms) -> dict[str, Any]:
    """The same of terms alone; an indicator that is not assessed has 0."""
    kept = terms.kept()
    marks, named = kept.pop("marks"), kept.pop("inspectors")
    inspectors = {f"{code.lower()}_inspector": account for code, account in named.items()}
    return {**{code.lower(): marks.get(code, "0") for code in BY_INDICATOR}, **inspectors, **kept}
