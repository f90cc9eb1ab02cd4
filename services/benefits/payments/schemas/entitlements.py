"""Entitlements as the API takes and says them."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field
from sqlalchemy import Row

from services.benefits.amounts.domain import Amount
from services.benefits.payments.commands.changing import Change, Correction
from services.benefits.payments.domain.months import Month, Person, Span
from services.benefits.payments.parameters import CORRECTIONS, ENDS, RESUMPTIONS, SUSPENSIONS
from services.benefits.payments.queries import (
    WantedEntitlements,
    entitlement_of,
    fetch_entitlements,
    find_amounts,
    find_people,
    find_suspensions,
    get_entitlement,
    list_acts,
    proved,
    terms_of,
)
from services.benefits.payments.rules import fact_written, facts_written, rests_on
from services.benefits.payments.tables import month_of
from shared.clock import local_date
from shared.entries.schemas import in_fen_of
from shared.http.dependencies import Reading
from shared.http.pages import Page
from shared.http.validation import OneOf, Reason, RequestBody, WrittenAs, field_fault
from shared.privacy.keyring import Keyring

AMONG = "not-a-reason"
MonthText = Annotated[
    str, WrittenAs(r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$", zh="年月，如 2019-04", en="a month like 2019-04")
]
Document = Annotated[Reason, Field(description="what it rests on, by kind and number; without personal data")]


FactName = Annotated[str, WrittenAs(r"^[a-z][a-z.-]{0,39}$", zh="信息项的代码", en="the name of a fact")]
FactValue = Annotated[
    str, WrittenAs(r"^[A-Za-z0-9-]{1,40}$", zh="数字、字母代码", en="a number, or a word of letters and digits")
]


def _fen_written(said: object) -> object:
    """What a page asks for in yuan."""
    if not isinstance(said, str):
        return said
    if not re.fullmatch(r"[0-9]{1,8}(\.[0-9]{1,2})?", said):
        raise field_fault("wrong-form", zh="应为：元，最多两位小数，如 1200.50。", en="Must be: yuan, such as 1200.50.")
    return in_fen_of(said)


Facts = Annotated[
    dict[FactName, FactValue],
    BeforeValidator(facts_written),
    Field(max_length=10, description="that papers prove and the amount rests on, by name"),
]


class ChangePaper(RequestBody):
    """A change from a month on, as people fill it in; each of them has its reasons."""

    month: MonthText
    reason_code: str
    document: Document

    def change(self) -> Change:
        """What the command takes."""
        return Change(Month.read(self.month), self.reason_code, self.document)


class SuspensionPaper(ChangePaper):
    """From which month on somebody is not paid, as people fill it in."""

    reason_code: Annotated[str, OneOf(SUSPENSIONS, AMONG)]


class ResumptionPaper(ChangePaper):
    """From which month on somebody is paid again, as people fill it in."""

    reason_code: Annotated[str, OneOf(RESUMPTIONS, AMONG)]


class EndPaper(ChangePaper):
    """For which month somebody is paid for the last time, as people fill it in."""

    reason_code: Annotated[str, OneOf(ENDS, AMONG)]


class CorrectionPaper(RequestBody):
    """For which months somebody was to be paid, and how much, as people fill it in."""

    first_month: MonthText
    last_month: MonthText | None = Field(None, description="absent: no end is decided")
    fen: int | None = Field(None, gt=0, le=10**11, description="where the programme says the most it gives alone")
    facts: Facts | None = Field(None, description="absent: those before; empty: none")
    reason_code: Annotated[str, OneOf(CORRECTIONS, AMONG)]
    document: Document

    def correction(self) -> Correction:
        """What the command takes."""
        facts = self.facts
        return Correction(
            Month.read(self.first_month),
            Month.read(self.last_month) if self.last_month else None,
            self.fen,
            {name: fact_written(name, said) for name, said in facts.items()} if facts is not None else None,
            self.reason_code,
            self.document,
        )


class CorrectionPage(CorrectionPaper):
    """The same as a page takes it: the amount in yuan."""

    fen: Annotated[int | None, BeforeValidator(_fen_written), Field(gt=0)] = None


Version = Annotated[int | None, Field(ge=1, description="the version of the entitlement that was shown")]


class SuspensionForm(SuspensionPaper):
    """The same, of an entitlement as it was shown."""

    version: Version = None


class ResumptionForm(ResumptionPaper):
    """The same, of an entitlement as it was shown."""

    version: Version = None


class EndForm(EndPaper):
    """The same, of an entitlement as it was shown."""

    version: Version = None


class CorrectionForm(CorrectionPaper):
    """The same, of an entitlement as it was shown."""

    version: Version = None


class EntitlementStanding(BaseModel):
    """What somebody is paid, where it stands in a month and how much it comes to."""

    entitlement_id: UUID
    application_id: UUID
    person_id: UUID
    programme_code: str
    programme_version: int
    programme: str
    hardship_kind: str | None = Field(description="that was applied for; null: the programme asks for none")
    org_code: str
    first_month: str
    last_month: str | None = Field(description="where an end was decided")
    paid_through: str | None = Field(description="the last month that is paid, for whatever reason; null: it goes on")
    why: str | None = Field(description="of that: ended, died, left, void; null also of what is given once")
    month: str
    state: str = Field(description="in the month: paid, once, coming, suspended, elsewhere, ended")
    fen: int | None = Field(description="for a month in which it is paid; null: not known")
    missing: list[str] = Field(description="facts and tables without which it is not known")
    version: int

    @classmethod
    def plain(cls, row: Row[Any], amount: Amount, person: Person, month: Month) -> dict[str, Any]:
        """The fields, of a row of `standing_in`."""
        last = entitlement_of(row).last_month(person)
        names = (
            "entitlement_id",
            "application_id",
            "person_id",
            "programme_code",
            "programme_version",
            "org_code",
            "hardship_kind",
        )
        return {
            **{name: row._mapping[name] for name in names},
            "programme": row.name,
            "first_month": str(Month.of(row.first_month)),
            "last_month": _written(month_of(row.last_month)),
            "paid_through": _written(last[0]) if last else None,
            "why": last[1].value if last and row.state != "once" else None,
            "month": str(month),
            "state": row.state,
            "fen": amount.fen,
            "missing": list(amount.missing),
            "version": row.version,
        }

    @classmethod
    def of(cls, row: Row[Any], amount: Amount, person: Person, month: Month) -> Self:
        return cls(**cls.plain(row, amount, person, month))


class SuspensionView(BaseModel):
    """Months that are not paid."""

    first_month: str
    last_month: str | None

    @classmethod
    def of(cls, span: Span) -> Self:
        return cls(first_month=str(span.first), last_month=_written(span.last))


class ActView(BaseModel):
    """What was done."""

    number: int
    act: str
    month: str
    reason_code: str | None
    document: str
    done_by: UUID
    done_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**{**row._mapping, "month": str(Month.of(row.month))})


class LineView(BaseModel):
    """A line of a table that the amount was made of; not for whom, which says more of the person than the amount."""

    table: str
    since: str
    source: str


class WholeEntitlementView(EntitlementStanding):
    """With what was done about it, and what the amount rests on: facts by their names alone."""

    suspensions: list[SuspensionView]
    acts: list[ActView]
    lines: list[LineView]
    is_capped: bool = Field(description="the programme says the most it gives; how much is decided")
    facts: list[str]
    proved: list[str] = Field(description="of the facts, those that papers prove")


async def fetch_standing(
    reading: Reading, keyring: Keyring, wanted: WantedEntitlements, cursor: str | None, limit: int
) -> Page[EntitlementStanding]:
    """Those within the caller's scope as they stand this month, the last granted first."""
    month = this_month(reading)
    page: Page[Any] = await fetch_entitlements(reading, wanted, month, cursor, limit, view=lambda row: row)
    amounts = await find_amounts(reading.connection, page.items, month, keyring)
    people = await _people(reading, page.items)
    items = [EntitlementStanding.of(row, amounts[row.entitlement_id], people[row.goes_on], month) for row in page.items]
    return Page(items=items, next=page.next)


async def whole_entitlement(
    reading: Reading, keyring: Keyring, entitlement_id: UUID, month: Month | None = None
) -> WholeEntitlementView:
    """As it stands in the month, this one if none is named. Raises `EntitlementNotFound`."""
    connection, on = reading.connection, month or this_month(reading)
    row = await get_entitlement(connection, entitlement_id, reading.caller, on)
    amount = (await find_amounts(connection, [row], on, keyring))[entitlement_id]
    person = (await _people(reading, [row]))[row.goes_on]
    spans = (await find_suspensions(connection, [entitlement_id])).get(entitlement_id, ())
    return WholeEntitlementView(
        **EntitlementStanding.plain(row, amount, person, on),
        suspensions=[SuspensionView.of(span) for span in spans],
        acts=[ActView.of(each) for each in await list_acts(connection, entitlement_id)],
        lines=[LineView(table=each.table, since=str(each.since), source=each.source) for each in amount.lines],
        is_capped=terms_of(row).amount is None,
        facts=list(rests_on(terms_of(row))),
        proved=list(proved(row, keyring)),
    )


def this_month(reading: Reading) -> Month:
    """The county's."""
    return Month.of(local_date(reading.now))


async def _people(reading: Reading, rows: Sequence[Row[Any]]) -> Mapping[UUID, Person]:
    return await find_people(reading.connection, [row.goes_on for row in rows])


def _written(month: Month | None) -> str | None:
    return str(month) if month else None
