"""Reading volunteer teams, who is in one, and what they did."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.queries import Occupancy, find_path
from services.registry.teams.domain.activity import Activity, Participation
from services.registry.teams.domain.membership import Membership
from services.registry.teams.domain.refused import ActivityNotFound, MembershipNotFound, TeamNotFound
from services.registry.teams.domain.team import Team
from services.registry.teams.tables import PARTICIPATION, TEAM_ACTIVITY, TEAM_MEMBERSHIP, VOLUNTEER_TEAM
from services.registry.veterans.queries.survivors import files_of, merged_into
from shared.auth.caller import Caller, OutOfScope
from shared.auth.scope import within
from shared.clock import local_date
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_RECORDED = {"recorded_by", "recorded_at"}
_TEAM, _IN, _DONE, _PART = VOLUNTEER_TEAM.c, TEAM_MEMBERSHIP.c, TEAM_ACTIVITY.c, PARTICIPATION.c
_TEAMS = select(*(each for each in VOLUNTEER_TEAM.columns if each.name not in _RECORDED))
_MEMBERSHIPS = (
    select(*(each for each in TEAM_MEMBERSHIP.columns if each.name not in _RECORDED), _TEAM.org_code, _TEAM.org_path)
    .join(VOLUNTEER_TEAM, _TEAM.team_id == _IN.team_id)
)  # fmt: skip
_ACTIVITIES = select(*(each for each in TEAM_ACTIVITY.columns if each.name not in _RECORDED))
_OVER_ON = func.least(_IN.left_on, _IN.gone_on)
_STANDS = and_(_PART.activity_id == _DONE.activity_id, _PART.version == _DONE.version, _DONE.withdrawn_reason.is_(None))
# How many people took part in an activity, and for how long together.
_TOOK_PART = (
    select(_PART.activity_id, func.count().label("participants"), func.sum(_PART.minutes).label("minutes"))
    .join(TEAM_ACTIVITY, and_(_PART.activity_id == _DONE.activity_id, _PART.version == _DONE.version))
    .group_by(_PART.activity_id)
    .subquery("took_part")
)


@dataclass(frozen=True, slots=True)
class WantedTeams:
    """Teams that agree with everything that is given: of `unit` or below it; going on, or over."""

    unit: str | None = None
    active: bool | None = None


async def fetch_teams(
    reading: Reading, wanted: WantedTeams, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those of the caller's units that were not taken back, the last recorded first, each with `members` of today and
    `minutes` of all its activities. Raises `OrgUnitNotFound`."""
    today = local_date(reading.now)
    members = (
        select(func.count(_IN.veteran_id.distinct()))
        .where(_IN.team_id == _TEAM.team_id, _is_in(today))
        .scalar_subquery()
    )
    minutes = (
        select(func.coalesce(func.sum(_PART.minutes), 0))
        .join(TEAM_ACTIVITY, _STANDS)
        .where(_DONE.team_id == _TEAM.team_id)
        .scalar_subquery()
    )
    found = _TEAMS.add_columns(members.label("members"), minutes.label("minutes")).where(
        within(_TEAM.org_path, reading.caller),
        _TEAM.withdrawn_reason.is_(None),
        when(wanted.active, lambda active: _TEAM.ended_on.is_(None) == active),
        when(await find_path(reading, wanted.unit), lambda path: at_or_below(_TEAM.org_path, path)),
    )
    return await fetch_page(
        reading.connection, found, by=[_TEAM.team_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )


def _is_in(day: date) -> Any:
    return and_(_IN.withdrawn_reason.is_(None), _IN.joined_on <= day, or_(_OVER_ON.is_(None), day < _OVER_ON))


async def get_team(connection: AsyncConnection, team_id: UUID, caller: Caller) -> Team:
    """Raises `TeamNotFound`, also for one outside the caller's scope."""
    row = (await connection.execute(_TEAMS.where(_TEAM.team_id == team_id))).one_or_none()
    return _covered(row, caller)


async def lock_team(connection: AsyncConnection, team_id: UUID, caller: Caller) -> Team:
    """The same for this transaction alone to change, and all that is the team's. Raises `TeamNotFound`."""
    row = (await connection.execute(_TEAMS.where(_TEAM.team_id == team_id).with_for_update())).one_or_none()
    return _covered(row, caller)


async def lock_any_team(connection: AsyncConnection, team_id: UUID) -> Team:
    """The same, whoever asks: what becomes of a person becomes of his time in any team."""
    locked = _TEAMS.where(_TEAM.team_id == team_id).with_for_update()
    return Team(**(await connection.execute(locked)).one()._mapping)


def _covered(row: Row[Any] | None, caller: Caller) -> Team:
    if row is None:
        raise TeamNotFound
    if not caller.covers(row.org_path):
        raise TeamNotFound from OutOfScope()
    return Team(**row._mapping)


async def list_active_teams(reading: Reading) -> Sequence[Team]:
    """Those of the caller's units that go on, by unit."""
    found = _TEAMS.where(
        within(_TEAM.org_path, reading.caller), _TEAM.ended_on.is_(None), _TEAM.withdrawn_reason.is_(None)
    )
    return [Team(**row._mapping) for row in await reading.connection.execute(found.order_by(_TEAM.org_code))]


async def list_members(connection: AsyncConnection, team_id: UUID) -> Sequence[Membership]:
    """All memberships of a team, those taken back too, in the order in which they were recorded."""
    found = _MEMBERSHIPS.where(_IN.team_id == team_id).order_by(_IN.membership_id)
    return [Membership(**row._mapping) for row in await connection.execute(found)]


async def list_memberships(connection: AsyncConnection, veteran_id: UUID) -> Sequence[Membership]:
    """Of the file, and of those that were merged into it, directly or through others."""
    theirs = or_(_IN.veteran_id == veteran_id, _IN.veteran_id.in_(merged_into(veteran_id)))
    return await _memberships(connection, theirs)


async def list_memberships_of_person(connection: AsyncConnection, veteran_id: UUID) -> Sequence[Membership]:
    """Of all files of the person whose one this is: also of that into which it was merged."""
    return await _memberships(connection, _IN.veteran_id.in_(files_of(veteran_id)))


async def _memberships(connection: AsyncConnection, theirs: ColumnElement[bool]) -> Sequence[Membership]:
    found = _MEMBERSHIPS.where(theirs).order_by(_IN.membership_id)
    return [Membership(**row._mapping) for row in await connection.execute(found)]


async def get_membership(connection: AsyncConnection, membership_id: UUID, caller: Caller) -> Membership:
    """Raises `MembershipNotFound`, also for one outside the caller's scope."""
    row = (await connection.execute(_MEMBERSHIPS.where(_IN.membership_id == membership_id))).one_or_none()
    if row is None:
        raise MembershipNotFound
    if not caller.covers(row.org_path):
        raise MembershipNotFound from OutOfScope()
    return Membership(**row._mapping)


async def get_activity(connection: AsyncConnection, activity_id: UUID, caller: Caller) -> Activity:
    """Raises `ActivityNotFound`, also for one outside the caller's scope."""
    row = (await connection.execute(_ACTIVITIES.where(_DONE.activity_id == activity_id))).one_or_none()
    if row is None:
        raise ActivityNotFound
    if not caller.covers(row.org_path):
        raise ActivityNotFound from OutOfScope()
    return Activity(**row._mapping)


async def list_participants(connection: AsyncConnection, activity: Activity) -> tuple[Participation, ...]:
    """Who took part, as is believed now."""
    own = (_PART.activity_id == activity.activity_id, _PART.version == activity.version)
    found = select(_PART.veteran_id, _PART.minutes).where(*own).order_by(_PART.veteran_id)
    return tuple(Participation(*row) for row in await connection.execute(found))


@dataclass(frozen=True, slots=True)
class WantedActivities:
    """Activities that agree with everything that is given: of a team; of `unit` or below it; of a kind; on the days
    from `since` until the day before `until`."""

    team: UUID | None = None
    unit: str | None = None
    task: str | None = None
    since: date | None = None
    until: date | None = None


async def fetch_activities(
    reading: Reading, wanted: WantedActivities, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those of the caller's units that were not taken back, the last first, each with its team's `name`, the number of
    `participants` and their `minutes`. Raises `OrgUnitNotFound`."""
    found = (
        _ACTIVITIES.add_columns(_TEAM.name, _TOOK_PART.c.participants, _TOOK_PART.c.minutes)
        .join(VOLUNTEER_TEAM, _TEAM.team_id == _DONE.team_id)
        .join(_TOOK_PART, _TOOK_PART.c.activity_id == _DONE.activity_id)
        .where(
            within(_DONE.org_path, reading.caller),
            _DONE.withdrawn_reason.is_(None),
            when(wanted.team, lambda team: _DONE.team_id == team),
            when(await find_path(reading, wanted.unit), lambda path: at_or_below(_DONE.org_path, path)),
            when(wanted.task, lambda task: _DONE.task == task),
            when(wanted.since, lambda day: _DONE.held_on >= day),
            when(wanted.until, lambda day: _DONE.held_on < day),
        )
    )
    by = [_DONE.held_on, _DONE.activity_id]
    return await fetch_page(reading.connection, found, by=by, cursor=cursor, limit=limit, view=view, newest_first=True)


@dataclass(frozen=True, slots=True)
class WantedVolunteers:
    """Times in teams that agree with everything that is given: in a team; of `unit` or below it; in it still; of a
    person; in it `on` a day. What is counted of activities lies from `since` until the day before `until`."""

    team: UUID | None = None
    unit: str | None = None
    active: bool | None = None
    person: UUID | None = None
    since: date | None = None
    until: date | None = None
    on: date | None = None


async def fetch_volunteers(
    reading: Reading, wanted: WantedVolunteers, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Who is or was in teams of the caller's units, the last recorded first, each with the team's `name`, and how often
    (`times`) and how long (`minutes`) he took part in that time. Raises `OrgUnitNotFound`."""
    took_part = (
        select(func.count().label("times"), func.coalesce(func.sum(_PART.minutes), 0).label("minutes"))
        .select_from(PARTICIPATION)
        .join(TEAM_ACTIVITY, _STANDS)
        .where(
            _PART.veteran_id == _IN.veteran_id,
            _DONE.team_id == _IN.team_id,
            _DONE.held_on >= _IN.joined_on,
            or_(_OVER_ON.is_(None), _DONE.held_on < _OVER_ON),
            when(wanted.since, lambda day: _DONE.held_on >= day),
            when(wanted.until, lambda day: _DONE.held_on < day),
        )
        .lateral("took_part_in")
    )
    found = (
        _MEMBERSHIPS.add_columns(_TEAM.name, took_part.c.times, took_part.c.minutes)
        .join(took_part, true())
        .where(
            within(_TEAM.org_path, reading.caller),
            _IN.withdrawn_reason.is_(None),
            when(wanted.team, lambda team: _IN.team_id == team),
            when(await find_path(reading, wanted.unit), lambda path: at_or_below(_TEAM.org_path, path)),
            when(wanted.active, lambda active: _OVER_ON.is_(None) == active),
            when(wanted.on, _is_in),
            when(wanted.person, lambda one: or_(_IN.veteran_id == one, _IN.veteran_id.in_(merged_into(one)))),
        )
    )
    return await fetch_page(
        reading.connection, found, by=[_IN.membership_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def days_of_activities(connection: AsyncConnection, team_id: UUID, veteran_id: UUID | None = None) -> list[date]:
    """On which a team did something, or somebody took part in that."""
    found = select(_DONE.held_on).where(_DONE.team_id == team_id, _DONE.withdrawn_reason.is_(None))
    if veteran_id is not None:
        found = found.join(PARTICIPATION, _STANDS).where(_PART.veteran_id == veteran_id)
    return list((await connection.execute(found.order_by(_DONE.held_on))).scalars())


async def last_activity_on(connection: AsyncConnection, veteran_id: UUID) -> date | None:
    """When somebody took part in anything for the last time, by any of his files."""
    own = or_(_PART.veteran_id == veteran_id, _PART.veteran_id.in_(merged_into(veteran_id)))
    last: Select[Any] = (
        select(func.max(_DONE.held_on)).select_from(PARTICIPATION).join(TEAM_ACTIVITY, _STANDS).where(own)
    )
    found: date | None = await connection.scalar(last)
    return found


async def _count_at(connection: AsyncConnection, org_code: str) -> int:
    stands = (_TEAM.org_code == org_code, _TEAM.ended_on.is_(None), _TEAM.withdrawn_reason.is_(None))
    return await connection.scalar(select(func.count()).where(*stands)) or 0


ACTIVE_TEAMS = Occupancy(
    "active-volunteer-teams",
    "还有 {count} 支未终止的志愿者团队。",
    "Volunteer teams that have not ended: {count}.",
    _count_at,
)
