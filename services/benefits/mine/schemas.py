"""One's own matters, as the API shows them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.cards.schemas import CARDS
from services.benefits.checks.schemas import HEALTH_CHECKS
from services.benefits.jobs.schemas.applications import APPLICATIONS
from services.benefits.merits.schemas import MERIT_BULLETINS
from services.benefits.mine.queries import list_own_entries, titles_over
from services.benefits.payees.schemas.accounts import MaskedView
from services.benefits.payments.domain.months import Month
from services.benefits.payments.tables import month_of
from services.benefits.plates.schemas import HONOUR_PLATES
from services.benefits.training.schemas.enrolments import ENROLMENTS
from services.benefits.visits.schemas.book import VISITS
from shared.entries.schemas import Book
from shared.export.columns import Column
from shared.http.validation import Flag, RequestBody
from shared.privacy.keyring import Keyring


class OwnApplicationView(BaseModel):
    """How an application stands: nothing of who decides, and nothing that others said."""

    application_id: UUID
    programme_code: str
    applied_on: date
    document: str
    state: str
    waits_for: str | None = Field(description="room, station, centre; null: it has ended")
    published_on: date | None
    ended_on: date | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(row, from_attributes=True)


class OwnBenefitView(BaseModel):
    """What was granted: from which month to which, and where it stands this month."""

    entitlement_id: UUID
    programme_code: str
    name: str
    first_month: str
    last_month: str | None = Field(description="where an end was decided")
    state: str = Field(description="paid, once, coming, suspended, elsewhere, ended")
    asked_back_fen: int = Field(description="was paid, not due, and not written off")
    recovered_fen: int = Field(description="of it came back")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        last = month_of(row.last_month)
        said = {
            **row._mapping,
            "first_month": str(Month.of(row.first_month)),
            "last_month": str(last) if last else None,
            "asked_back_fen": int(row.asked_back_fen or 0),
            "recovered_fen": int(row.recovered_fen or 0),
        }
        return cls.model_validate(said)


class OwnPaymentView(BaseModel):
    """A payment that was released."""

    payment_id: UUID
    programme_code: str
    name: str
    month: str
    fen: int
    outcome: str | None = Field(description="paid, failed; null: the bank has not said yet")
    reason_code: str | None = Field(description="why it failed")
    result_on: date | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate({**row._mapping, "month": str(Month.of(row.month))})


class OwnPayeeView(BaseModel):
    """An account that one is paid into: the bank and the last four digits."""

    bank: str
    number: str | None = Field(description="the last four digits")
    since: date
    state: str = Field(description="to-confirm, in-force, to-check")

    @classmethod
    def by(cls, keyring: Keyring) -> Callable[[Row[Any]], Self]:
        """How a row is shown."""
        return lambda row: cls.model_validate({**row._mapping, **MaskedView.masked(row, keyring)})


class OwnAwardView(BaseModel):
    """An award: granted, revoked, or under public notice."""

    nomination_id: UUID
    award: str
    year: int
    level: str
    standing: str = Field(description="standing: under public notice; awarded, revoked")
    granted_on: date | None
    revoked_on: date | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(row, from_attributes=True)


class OwnEntryView(BaseModel):
    """An entry of a book, as it stands."""

    book: str
    entry_id: UUID
    state: str
    facts: dict[str, Any]


# What is recorded of a veteran himself. What of an entry is for those who keep the book, he is not shown.
OWN_BOOKS: tuple[Book, ...] = (CARDS, HONOUR_PLATES, MERIT_BULLETINS, HEALTH_CHECKS, ENROLMENTS, VISITS)
OF_THE_KEEPER = frozenset({"person_id", "unit", "state", "document", "overdue_on"})


@dataclass(frozen=True, slots=True)
class OwnEntries:
    """Entries of one book; `titles`: what they stand under, by id."""

    book: Book
    rows: tuple[Row[Any], ...]
    titles: Mapping[UUID, Any]

    @property
    def columns(self) -> list[Column]:
        """Those that say something of one of the entries."""
        return [
            column
            for column in self.book.sheet.columns
            if column.name not in OF_THE_KEEPER and any(row._mapping[column.name] is not None for row in self.rows)
        ]

    def views(self) -> list[OwnEntryView]:
        """As the API shows them."""
        return [
            OwnEntryView(
                book=self.book.sheet.name,
                entry_id=row.entry_id,
                state=row.state,
                facts={column.name: row._mapping[column.name] for column in self.columns},
            )
            for row in self.rows
        ]


async def own_entries(connection: AsyncConnection, person_id: UUID) -> list[OwnEntries]:
    """Of every book that has some, in the order of `OWN_BOOKS`."""
    found = []
    for book in OWN_BOOKS:
        if rows := await list_own_entries(connection, book.definition, person_id):
            found.append(OwnEntries(book, tuple(rows), await titles_over(connection, book.definition, rows)))
    return found


class OwnJobApplicationView(BaseModel):
    """A posting that one applied for, and what the employer answered."""

    entry_id: UUID
    posting_id: UUID
    title: str
    employer: str
    state: str = Field(description="applied, invited, hired, refused, withdrawn")
    applied_on: date
    invited_on: date | None
    ended_on: date | None = Field(description="first day of work, or day of the refusal or withdrawal")
    refusal_reason: str | None
    version: int

    @property
    def is_open(self) -> bool:
        """Whether it may be withdrawn."""
        return self.state in APPLICATIONS.definition.step["withdrawal"].leaves

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate(row, from_attributes=True)


class OwnJobApplicationForm(RequestBody):
    """Which posting one applies for."""

    posting_id: UUID


class OwnJobPushes(RequestBody):
    """Whether one is told of work that suits."""

    told: Flag
