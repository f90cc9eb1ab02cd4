"""Registrations as they are decided on, in the caller's scope. P4 fields leave here as personal types."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.network.domain import UnitKind
from services.registry.network.queries import Occupancy, find_path
from services.registry.registrations.domain import (
    UNDER_WAY,
    WAITING,
    RegistrationChanged,
    RegistrationNotFound,
)
from services.registry.registrations.tables import REGISTRATION_OPINION
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.queries.files import ALL_FILES
from services.registry.veterans.tables import VETERAN
from shared.approval.given import Given, list_given
from shared.approval.levels import speaking_for
from shared.auth.caller import Caller, OutOfScope
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page

T = TypeVar("T")

_SAID = REGISTRATION_OPINION.c
_LAST = REGISTRATION_OPINION.alias("last")
_NEWEST = select(func.max(_SAID.number)).where(_SAID.veteran_id == VETERAN.c.veteran_id).correlate(VETERAN)
# Who was registered by the centre at once has no opinions: nobody was asked.
_REGISTRATIONS = (
    ALL_FILES.add_columns(
        _LAST.c.number.label("said_count"),
        _LAST.c.outcome.label("last_outcome"),
        _LAST.c.given_at.label("last_at"),
        _LAST.c.given_by.label("last_by"),
    )
    .join(_LAST, and_(_LAST.c.veteran_id == VETERAN.c.veteran_id, _LAST.c.number == _NEWEST.scalar_subquery()))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WantedRegistrations:
    """Registrations that agree with everything that is given: at `unit` or below it; that wait for the caller."""

    state: FileState | None = None
    unit: str | None = None
    mine: bool = False


async def fetch_registrations(
    reading: Reading, wanted: WantedRegistrations, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those in the caller's scope, the first handed in first. Raises `OrgUnitNotFound`."""
    found, order = await _wanted(reading, wanted), [VETERAN.c.veteran_id]
    return await fetch_page(reading.connection, found, by=order, cursor=cursor, limit=limit, view=view)


async def count_registrations(reading: Reading, wanted: WantedRegistrations) -> int:
    """How many the same list has."""
    return await count_rows(reading.connection, await _wanted(reading, wanted))


async def _wanted(reading: Reading, wanted: WantedRegistrations) -> Select[Any]:
    return _REGISTRATIONS.where(
        within(VETERAN.c.org_path, reading.caller),
        when(wanted.state, lambda state: VETERAN.c.state == state),
        when(await find_path(reading, wanted.unit), lambda path: at_or_below(VETERAN.c.org_path, path)),
        when(wanted.mine or None, lambda _: or_(*(_waits_for(reading.caller, level) for level in UnitKind))),
    )


def _waits_for(caller: Caller, level: UnitKind) -> ColumnElement[bool]:
    return and_(VETERAN.c.state == WAITING[level], within(VETERAN.c.org_path, speaking_for(caller, level)))


async def get_registration(connection: AsyncConnection, veteran_id: UUID, caller: Caller) -> Row[Any]:
    """One row of the same. Raises `RegistrationNotFound`, also for one of other units."""
    row = (await connection.execute(_REGISTRATIONS.where(VETERAN.c.veteran_id == veteran_id))).first()
    if row is None:
        raise RegistrationNotFound
    if not caller.covers(row.org_path):
        raise RegistrationNotFound from OutOfScope()
    return row


async def lock_registration(
    connection: AsyncConnection, veteran_id: UUID, caller: Caller, *, version: int | None
) -> Row[Any]:
    """The same for this transaction alone to decide on; `version` is the one that was shown, where it is known. Raises
    `RegistrationNotFound`, `RegistrationChanged`."""
    await connection.execute(select(VETERAN.c.version).where(VETERAN.c.veteran_id == veteran_id).with_for_update())
    row = await get_registration(connection, veteran_id, caller)
    if version not in {None, row.said_count}:
        raise RegistrationChanged
    return row


async def lock_refused(connection: AsyncConnection, *, before: datetime, months: int) -> Row[Any] | None:
    """The registration that was refused first, if that is so many months ago; who is being decided on just now is left
    out."""
    long_ago = _LAST.c.given_at + func.make_interval(0, months) <= before
    found = _REGISTRATIONS.where(VETERAN.c.state == FileState.REFUSED, long_ago).order_by(_LAST.c.given_at).limit(1)
    return (await connection.execute(found.with_for_update(of=VETERAN, skip_locked=True))).first()


async def list_opinions(connection: AsyncConnection, veteran_id: UUID) -> Sequence[Given]:
    """What was said of a registration, in order."""
    return await list_given(connection, REGISTRATION_OPINION, veteran_id, accounts=ACCOUNT)


async def _count_at(connection: AsyncConnection, org_code: str) -> int:
    open_there = select(func.count()).where(VETERAN.c.org_code == org_code, VETERAN.c.state.in_(UNDER_WAY))
    return await connection.scalar(open_there) or 0


OPEN_REGISTRATIONS = Occupancy(
    "open-registrations",
    "还有 {count} 项登记尚未办结。",
    "Registrations that are still decided on there: {count}.",
    _count_at,
)
