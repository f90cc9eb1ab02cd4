"""One person's own matters."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.applications.queries import list_applications_of
from services.benefits.awards.tables import NOMINATION, SELECTION
from services.benefits.batches.parameters import RELEASED
from services.benefits.batches.tables import PAYMENT, PAYMENT_BATCH
from services.benefits.directory.queries import files_of, going_on
from services.benefits.eligibility.domain import Finding
from services.benefits.eligibility.queries import entitlements_of
from services.benefits.jobs.queries import Suiting, suiting_on
from services.benefits.jobs.tables import APPLICATION, EMPLOYER, POSTING
from services.benefits.payees.queries import list_of_person
from services.benefits.payments.domain.months import Month
from services.benefits.payments.queries import standing_in
from services.benefits.payments.tables import ENTITLEMENT, OVERPAYMENT, WITHDRAWN, WRITTEN_OFF
from services.benefits.programmes.domain import Version
from services.benefits.programmes.tables import PROGRAMME_VERSION
from shared.books.queries import titles_of
from shared.entries.definition import KEY, BookDefinition
from shared.entries.domain import REVOKED
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page
from shared.privacy.keyring import Keyring

T = TypeVar("T")


async def list_own_entitlements(
    connection: AsyncConnection, person_id: UUID, on: date, keyring: Keyring
) -> list[tuple[Version, Finding]]:
    """What comes of each programme in force on the day, by its code."""
    return await entitlements_of(connection, await going_on(connection, person_id), on, keyring)


async def list_own_applications(connection: AsyncConnection, person_id: UUID) -> Sequence[Row[Any]]:
    """The last first."""
    return await list_applications_of(connection, await going_on(connection, person_id))


async def find_own_jobs(connection: AsyncConnection, person_id: UUID, on: date) -> Suiting:
    """Which postings suit on a day."""
    return await suiting_on(connection, await going_on(connection, person_id), on)


async def list_own_job_applications(connection: AsyncConnection, person_id: UUID) -> Sequence[Row[Any]]:
    """Which postings he applied for, the last first, and what came of it; without what was recorded by mistake."""
    held = APPLICATION.c
    wanted = (
        select(APPLICATION, POSTING.c.title, EMPLOYER.c.name.label("employer"))
        .join(POSTING, POSTING.c.entry_id == held.posting_id)
        .join(EMPLOYER, EMPLOYER.c.entry_id == POSTING.c.employer_id)
        .where(held.person_id.in_(await _files(connection, person_id)), held.state != REVOKED.code)
    )
    found: Sequence[Any] = (await connection.execute(wanted.order_by(held.entry_id.desc()))).all()
    return found


async def list_own_benefits(connection: AsyncConnection, person_id: UUID, on: date) -> Sequence[Row[Any]]:
    """What was granted, the last first, as it stands in the month of the day; `asked_back_fen` was paid, not due and
    not written off, and `recovered_fen` of it came back."""
    files = await _files(connection, person_id)
    shown = standing_in(Month.of(on)).where(ENTITLEMENT.c.person_id.in_(files)).subquery()
    names = ("entitlement_id", "programme_code", "name", "first_month", "last_month", "state")
    back = OVERPAYMENT.c
    asked = (back.entitlement_id == shown.c.entitlement_id, back.end.is_distinct_from(WITHDRAWN))
    asked_fen = case((back.end == WRITTEN_OFF, back.recovered_fen), else_=back.fen)
    sums = (
        select(func.sum(column)).where(*asked).scalar_subquery().label(name)
        for name, column in (("asked_back_fen", asked_fen), ("recovered_fen", back.recovered_fen))
    )
    wanted = select(*(shown.c[name] for name in names), *sums).order_by(shown.c.entitlement_id.desc())
    found: Sequence[Any] = (await connection.execute(wanted)).all()
    return found


async def fetch_own_payments(
    reading: Reading, person_id: UUID, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Of batches that were released, the last month first."""
    paid, held, version = PAYMENT.c, ENTITLEMENT.c, PROGRAMME_VERSION.c
    of_it = and_(version.programme_code == held.programme_code, version.version == held.programme_version)
    names = (paid.payment_id, paid.month, paid.fen, paid.outcome, paid.reason_code, paid.result_on)
    wanted = (
        select(*names, held.programme_code, version.name)
        .select_from(PAYMENT)
        .join(PAYMENT_BATCH, PAYMENT_BATCH.c.batch_id == paid.batch_id)
        .join(ENTITLEMENT, held.entitlement_id == paid.entitlement_id)
        .join(PROGRAMME_VERSION, of_it)
        .where(
            PAYMENT_BATCH.c.outcome == RELEASED, held.person_id.in_(await _files(reading.connection, person_id))
        )
    )  # fmt: skip
    return await fetch_page(
        reading.connection, wanted, by=[paid.month, paid.payment_id], cursor=cursor, limit=limit, view=view,
        newest_first=True,
    )  # fmt: skip


async def list_own_payees(connection: AsyncConnection, person_id: UUID) -> Sequence[Row[Any]]:
    """The accounts that he is paid into, or is to be, the last entered first."""
    return await list_of_person(connection, await going_on(connection, person_id))


async def list_own_awards(connection: AsyncConnection, person_id: UUID) -> Sequence[Row[Any]]:
    """What was granted, what was revoked, and what he is to be awarded that is published; the last first."""
    named, held = NOMINATION.c, SELECTION.c
    wanted = (
        select(
            named.nomination_id, held.award, held.year, held.level, named.standing, named.granted_on, named.revoked_on
        )
        .join(SELECTION, held.round_id == named.round_id)
        .where(
            named.person_id.in_(await _files(connection, person_id)),
            or_(
                named.standing.in_(("awarded", "revoked")),
                and_(named.standing == "standing", named.is_chosen, held.stage == "publicity"),
            ),
        )
    )
    order = (held.year.desc(), named.nomination_id.desc())
    found: Sequence[Any] = (await connection.execute(wanted.order_by(*order))).all()
    return found


async def list_own_entries(connection: AsyncConnection, book: BookDefinition, person_id: UUID) -> Sequence[Row[Any]]:
    """Of a book of persons, the last recorded first, without what was recorded by mistake."""
    held, own = book.table.c, await going_on(connection, person_id)
    wanted = select(book.table).where(book.whose.of(book.table, own), held.state != REVOKED.code)
    return (await connection.execute(wanted.order_by(held[KEY].desc()))).all()


async def titles_over(
    connection: AsyncConnection, book: BookDefinition, rows: Sequence[Row[Any]]
) -> Mapping[UUID, Any]:
    """What that is called under which entries stand, by id."""
    if book.under is None or book.parent is None or not rows:
        return {}
    return await titles_of(connection, book.under, "name", {row._mapping[book.parent] for row in rows})


async def _files(connection: AsyncConnection, person_id: UUID) -> Any:
    return files_of(await going_on(connection, person_id))
