"""Reading what veterans contributed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.contributions.domain import Contribution, ContributionNotFound
from services.registry.contributions.tables import CONTRIBUTION
from services.registry.network.queries import find_path
from services.registry.teams.queries import last_activity_on
from services.registry.veterans.queries.survivors import merged_into
from shared.auth.caller import Caller, OutOfScope
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_HELD = CONTRIBUTION.c
_LISTED = select(*(each for each in CONTRIBUTION.columns if each.name not in {"recorded_by", "recorded_at"}))


@dataclass(frozen=True, slots=True)
class WantedContributions:
    """Those that agree with everything that is given: of a class; of `unit` or below it; of a person, by any of his
    files; on the days from `since` until the day before `until`. Those that were taken back by themselves."""

    of_class: str | None = None
    unit: str | None = None
    person: UUID | None = None
    since: date | None = None
    until: date | None = None
    withdrawn: bool = False


async def fetch_contributions(
    reading: Reading, wanted: WantedContributions, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those of the caller's units, the last first. Raises `OrgUnitNotFound`."""
    stands = _HELD.withdrawn_reason.is_(None)
    found = _LISTED.where(
        within(_HELD.org_path, reading.caller),
        ~stands if wanted.withdrawn else stands,
        when(wanted.of_class, lambda code: _HELD.contribution_class == code),
        when(await find_path(reading, wanted.unit), lambda path: at_or_below(_HELD.org_path, path)),
        when(wanted.person, lambda one: or_(_HELD.veteran_id == one, _HELD.veteran_id.in_(merged_into(one)))),
        when(wanted.since, lambda day: _HELD.made_on >= day),
        when(wanted.until, lambda day: _HELD.made_on < day),
    )
    by = [_HELD.made_on, _HELD.contribution_id]
    return await fetch_page(reading.connection, found, by=by, cursor=cursor, limit=limit, view=view, newest_first=True)


async def get_contribution(connection: AsyncConnection, contribution_id: UUID, caller: Caller) -> Contribution:
    """Raises `ContributionNotFound`, also for one outside the caller's scope."""
    return await _covered(connection, contribution_id, caller, locked=False)


async def lock_contribution(connection: AsyncConnection, contribution_id: UUID, caller: Caller) -> Contribution:
    """The same for this transaction alone to change."""
    return await _covered(connection, contribution_id, caller, locked=True)


async def _covered(
    connection: AsyncConnection, contribution_id: UUID, caller: Caller, *, locked: bool
) -> Contribution:  # fmt: skip
    found = _LISTED.where(_HELD.contribution_id == contribution_id)
    row = (await connection.execute(found.with_for_update() if locked else found)).one_or_none()
    if row is None:
        raise ContributionNotFound
    if not caller.covers(row.org_path):
        raise ContributionNotFound from OutOfScope()
    return Contribution(**row._mapping)


async def last_deed_on(connection: AsyncConnection, veteran_id: UUID) -> date | None:
    """When somebody contributed something, or took part in what a volunteer team did, for the last time."""
    own = or_(_HELD.veteran_id == veteran_id, _HELD.veteran_id.in_(merged_into(veteran_id)))
    last: date | None = await connection.scalar(
        select(func.max(_HELD.made_on)).where(own, _HELD.withdrawn_reason.is_(None))
    )
    days = [last, await last_activity_on(connection, veteran_id)]
    return max((day for day in days if day is not None), default=None)
