"""Applications as the API takes and says them."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.benefits.applications.parameters import HARDSHIPS, REASONS, REFUSALS, RETURNS
from services.benefits.applications.queries import find_had, get_application, list_objections, list_opinions
from services.benefits.applications.rules import Spent, spent_of
from services.benefits.directory.queries import going_on
from services.benefits.programmes.queries import list_versions
from services.benefits.programmes.schemas import Code
from shared.approval import Chain, Outcome, Statement
from shared.approval.levels import CENTRE
from shared.calendar.queries import find_calendar
from shared.calendar.working_days import WorkingCalendar
from shared.clock import local_date
from shared.http.dependencies import Reading
from shared.http.validation import Day, OneOf, Reason, RequestBody, WrittenAs
from shared.publicity import Objection, Publicity

# What an outcome takes is the same whoever is asked.
ANY_CHAIN = Chain((CENTRE,), REASONS)

HardshipKind = Annotated[str, OneOf(HARDSHIPS, "not-a-kind")]
Document = Annotated[Reason, Field(description="the papers, by kind and number; without personal data")]

HouseholdNo = Annotated[
    str, WrittenAs(r"^[0-9A-Za-z-]{1,20}$", zh="1 至 20 位数字、字母或连字符", en="up to 20 digits, letters, hyphens")
]


class ApplicationPaper(RequestBody):
    """Who applies for what, as people fill it in."""

    person_id: UUID
    programme_code: Code
    applied_on: Day = Field(description="not after today")
    document: Document
    hardship_kind: HardshipKind | None = Field(None, description="where the programme is weighed by it, else none")
    household_no: HouseholdNo | None = Field(None, description="where the programme is limited by household")
    late_because: Reason | None = Field(
        None, description="why it comes after the version of that day has ended, within three months; else none"
    )


class OpinionPaper(RequestBody):
    """What a level says, as people fill it in."""

    outcome: Outcome
    reason_code: str | None = Field(
        None, max_length=40, description=f"of a return: {', '.join(RETURNS)}; of a refusal: {', '.join(REFUSALS)}"
    )
    clause: Code | None = Field(None, description="of a refusal: the programme's rule that it rests on")
    note: Reason | None = None

    def said(self) -> Statement:
        """Raises `OpinionInvalid`: every fault."""
        why = {"reason_code": self.reason_code, "clause": self.clause, "note": self.note}
        return ANY_CHAIN.said(self.outcome, **why)


class OpinionForm(OpinionPaper):
    """What a level says of an application as it was shown."""

    version: int | None = Field(None, ge=1, description="the version of the application that was decided on")


class SupplyPaper(RequestBody):
    """That what was asked for is there, as people fill it in."""

    document: Document


class SupplyForm(SupplyPaper):
    """The same, of an application as it was shown."""

    version: int | None = Field(None, ge=1)


class WithdrawalPaper(RequestBody):
    """Why an application is taken back, as people fill it in."""

    reason: Reason


class WithdrawalForm(WithdrawalPaper):
    """The same, of an application as it was shown."""

    version: int | None = Field(None, ge=1)


class ApplicationMade(BaseModel):
    """The application that was taken down."""

    application_id: UUID


class ApplicationView(BaseModel):
    """An application, and where it stands."""

    application_id: UUID
    person_id: UUID
    programme_code: str
    programme_version: int
    org_code: str
    applied_on: date
    document: str
    late_because: str | None = Field(description="why it came after its version had ended; null: it did not")
    hardship_kind: str | None
    steps: list[str]
    state: str
    waits_for: str | None = Field(description="room, station, centre; null: it has ended")
    published_on: date | None
    due_on: date | None = Field(description="last day on which the level that is asked is to decide; null: it has none")
    ended_on: date | None
    version: int

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(row, from_attributes=True)


class SaidView(BaseModel):
    """What a level said."""

    number: int
    step: str
    outcome: Outcome
    given_by: UUID
    given_for: UUID | None = Field(description="the account that it stood in for")
    given_at: datetime
    reason_code: str | None
    clause: str | None
    note: str | None
    facts_digest: str

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(row, from_attributes=True)


class ObjectionView(BaseModel):
    """An objection, and what was found."""

    published_on: date
    number: int
    said: str
    raised_on: date
    settled_on: date | None
    is_upheld: bool | None
    found: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(row, from_attributes=True)


class HadView(BaseModel):
    """An application that was approved, or paid first, and the day."""

    application_id: UUID
    on: date


class LimitView(BaseModel):
    """How often the programme may be had, and which others count against it, the first at the beginning."""

    per: str
    period: str
    most: int
    had: list[HadView]

    @classmethod
    def of(cls, spent: Spent) -> Self:
        limit = spent.limit
        had = [HadView(application_id=each.application_id, on=each.on) for each in spent.had]
        return cls(per=limit.per, period=limit.period, most=limit.most, had=had)


class WholeApplicationView(ApplicationView):
    """An application with everything that was said of it. `published_until`: the last day of its publicity, null where
    there is none, or an objection is open."""

    opinions: list[SaidView]
    objections: list[ObjectionView]
    published_until: date | None
    household_no: str | None
    limits: list[LimitView] = Field(description="of the version's terms, with what others had as of today")

    @classmethod
    def whole(
        cls,
        row: Row[Any],
        opinions: list[SaidView],
        objections: list[ObjectionView],
        limits: list[LimitView],
        calendar: WorkingCalendar,
    ) -> Self:
        own = tuple(
            Objection(each.raised_on, each.settled_on, each.is_upheld)
            for each in objections
            if each.published_on == row.published_on
        )
        publicity = Publicity(row.published_on, row.workdays, own) if row.published_on else None
        until = publicity.last_day(calendar) if publicity else None
        plain = {name: row._mapping[name] for name in ApplicationView.model_fields}
        return cls(
            **plain,
            opinions=opinions,
            objections=objections,
            published_until=until,
            household_no=row.household_no,
            limits=limits,
        )


async def whole_application(reading: Reading, application_id: UUID) -> WholeApplicationView:
    """Raises `ApplicationNotFound`."""
    connection = reading.connection
    row = await get_application(connection, application_id, reading.caller)
    opinions = [SaidView.of(each) for each in await list_opinions(connection, application_id)]
    objections = [ObjectionView.of(each) for each in await list_objections(connection, application_id)]
    versions = await list_versions(connection, row.programme_code)
    [terms] = [each.terms for each in versions if each.version == row.programme_version]
    had = await find_had(connection, row, await going_on(connection, row.person_id)) if terms.limits else []
    limits = [LimitView.of(each) for each in spent_of(terms.limits, had, local_date(reading.now))]
    return WholeApplicationView.whole(row, opinions, objections, limits, await find_calendar(connection))
