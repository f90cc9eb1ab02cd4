"""Reading schemes of assessment."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.schemes.domain import Scheme, SchemeNotFound, Terms, Validity
from services.reporting.schemes.tables import ASSESSMENT_SCHEME, DISABLED_ACCOUNT
from shared.auth.caller import Caller, is_county_wide
from shared.auth.grants import list_grants
from shared.auth.permissions import permission
from shared.auth.scope import holding
from shared.auth.tables import ACCESS_GRANT
from shared.calendar.periods import CalendarMonth
from shared.clock import local_date
from shared.database.filtering import first_of, when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_SCHEME = ASSESSMENT_SCHEME.c


async def fetch_schemes(
    reading: Reading, state: str | None, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those that the caller may see, the last written first."""
    own = when(state, lambda state: _SCHEME.state == state)
    found = select(ASSESSMENT_SCHEME).where(_visible(reading.caller), own)
    return await fetch_page(
        reading.connection, found, by=[_SCHEME.scheme_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def list_to_adopt(reading: Reading, most: int) -> Sequence[Row[Any]]:
    """Drafts that wait for this reader, who wrote nothing of them, and that may still hold; the first to hold first."""
    waiting = select(ASSESSMENT_SCHEME).where(
        _SCHEME.state == "draft",
        _SCHEME.valid_from >= CalendarMonth.of(local_date(reading.now)).first,
        ~_SCHEME.written_by.overlap(reading.caller.hands),
    )
    rows: Sequence[Row[Any]] = (
        await reading.connection.execute(first_of(waiting.order_by(_SCHEME.valid_from), most))
    ).all()
    return rows


async def get_scheme_row(reading: Reading, scheme_id: UUID) -> Row[Any]:
    """With who did what. Raises `SchemeNotFound`, also for one that the caller may not see."""
    own = select(ASSESSMENT_SCHEME).where(_SCHEME.scheme_id == scheme_id, _visible(reading.caller))
    return _found(await reading.connection.execute(own))


async def lock_scheme(connection: AsyncConnection, scheme_id: UUID) -> Scheme:
    """For this transaction alone to change. Raises `SchemeNotFound`."""
    held = select(ASSESSMENT_SCHEME).where(_SCHEME.scheme_id == scheme_id).with_for_update()
    return scheme_of(_found(await connection.execute(held)))


async def list_adopted(connection: AsyncConnection) -> list[Scheme]:
    """All that were ever brought into force, in order."""
    adopted = select(ASSESSMENT_SCHEME).where(_SCHEME.number.is_not(None)).order_by(_SCHEME.number)
    return [scheme_of(row) for row in await connection.execute(adopted)]


async def find_scheme_on(connection: AsyncConnection, day: date) -> Scheme | None:
    """The one that holds on a day; there is never a second."""
    return next((each for each in await list_adopted(connection) if each.validity.covers(day)), None)


async def last_number(connection: AsyncConnection) -> int:
    """0 before the first was brought into force."""
    return await connection.scalar(select(func.max(_SCHEME.number))) or 0


async def list_inspectors(connection: AsyncConnection, now: datetime) -> Sequence[UUID]:
    """The accounts that may score and are not disabled, in the order in which they were opened."""
    scores, grant = permission("scores.keep"), ACCESS_GRANT.c
    is_disabled = exists().where(DISABLED_ACCOUNT.c.account_id == grant.account_id)
    may = (grant.role.in_(scores.roles), holding(ACCESS_GRANT, now), ~is_disabled)
    held = select(grant.account_id).where(*may).distinct()
    accounts = (await connection.scalars(held.order_by(grant.account_id))).all()
    return [account for account in accounts if any(map(scores.admits, await list_grants(connection, account, now=now)))]


async def list_disabled(connection: AsyncConnection, accounts: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these accounts are disabled."""
    found = select(DISABLED_ACCOUNT.c.account_id).where(DISABLED_ACCOUNT.c.account_id.in_(list(accounts)))
    return frozenset((await connection.scalars(found)).all())


def scheme_of(row: Row[Any]) -> Scheme:
    """From the columns of its table."""
    return Scheme(
        row.scheme_id,
        Terms.read(row.terms),
        Validity(row.valid_from, row.valid_until),
        row.document,
        row.state,
        row.number,
        row.version,
        tuple(row.written_by),
    )


def _visible(caller: Caller) -> ColumnElement[bool]:
    """Drafts and those that were given up are the centre's; what was ever in force is for everybody who may read it."""
    return or_(_SCHEME.number.is_not(None), literal(any(map(is_county_wide, caller.scope))))


def _found(result: Any) -> Row[Any]:
    row: Row[Any] | None = result.one_or_none()
    if row is None:
        raise SchemeNotFound
    return row
