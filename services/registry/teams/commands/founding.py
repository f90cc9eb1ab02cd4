"""A village's volunteer team is founded, corrected, ended, and goes on after all; or there never was one."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import insert

from services.registry.former.commands import keep_former
from services.registry.network.domain import HostKind
from services.registry.network.queries import hold_open_unit
from services.registry.teams.commands.keeping import put_change, tell
from services.registry.teams.domain.membership import Membership, back_with, ended_with
from services.registry.teams.domain.refused import TeamChanged, TeamInUse, TeamIsNotOver, fault, refuse
from services.registry.teams.domain.team import Team
from services.registry.teams.queries import days_of_activities, get_team, list_members, lock_team
from services.registry.teams.tables import VOLUNTEER_TEAM
from services.registry.veterans.queries.holding import hold_file
from shared.clock import local_date
from shared.command import Transaction, command
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Charter:
    """What a team is called, and what it is for."""

    name: str
    purpose: str
    founded_on: date


@command
async def found_team(tx: Transaction, charter: Charter, *, org_code: str) -> Team:
    """A team of a village is there, since today or before.

    Raises `OrgUnitNotFound`, `OrgUnitIsClosed`, `OrgUnitIsClosing`, `OutOfScope`, `TeamInvalid`.
    """
    unit = await hold_open_unit(tx.connection, org_code)
    tx.caller.must_cover(unit.org_path)
    in_future = charter.founded_on > local_date(tx.now)
    refuse(
        [
            None if unit.host_kind is HostKind.VILLAGE else fault("org_code", "not-village"),
            fault("founded_on", "in-future") if in_future else None,
        ]
    )
    team = Team(new_id(), unit.org_code, unit.org_path, **asdict(charter))
    tx.concerns(f"volunteer-team {team.team_id}")
    recorded = {"recorded_by": tx.caller.account_id, "recorded_at": tx.now}
    await tx.connection.execute(insert(VOLUNTEER_TEAM).values(**asdict(team), **recorded))
    return team


@command
async def correct_team(
    tx: Transaction, team_id: UUID, charter: Charter, *, reason: str, version: int | None = None
) -> Team:
    """What was recorded of the team was wrong; what it said before is kept.

    Raises `TeamNotFound` (also outside the scope), `TeamChanged`, `TeamWithdrawn`, `TeamInvalid`.
    """
    tx.concerns(f"volunteer-team {team_id}", purpose=reason)
    team = await lock_team(tx.connection, team_id, tx.caller)
    team.must_be(version)
    members = _standing(await list_members(tx.connection, team_id))
    first = min(
        [*(each.joined_on for each in members), *await days_of_activities(tx.connection, team_id)], default=None
    )
    last = min(day for day in (first, team.ended_on, local_date(tx.now)) if day is not None)
    code = "in-future" if charter.founded_on > local_date(tx.now) else "after-members"
    refuse([fault("founded_on", code) if charter.founded_on > last else None])
    await keep_former(tx, VOLUNTEER_TEAM, team_id, reason)
    return await tell(tx, team, [], version=team.version + 1, **asdict(charter))


@command
async def end_team(tx: Transaction, team_id: UUID, *, ended_on: date, reason: str, version: int | None = None) -> Team:
    """There is no such team from that day on; whoever is in it leaves with it.

    Raises `TeamNotFound` (also outside the scope), `TeamChanged`, `TeamWithdrawn`, `TeamIsOver`, `TeamInvalid`.
    """
    team, members = await lock_with_members(tx, team_id, reason)
    team.must_go_on(version)
    return await end_with_members(tx, team, members, ended_on=ended_on, reason=reason)


async def end_with_members(
    tx: Transaction, team: Team, members: Sequence[Membership], *, ended_on: date, reason: str
) -> Team:  # fmt: skip
    """Part of a command that has locked them. Raises `TeamInvalid`."""
    team_id = team.team_id
    last = max(await days_of_activities(tx.connection, team_id), default=date.min)
    too_early = ended_on <= last or any(_is_in_after(each, ended_on) for each in members)
    refuse(
        [
            fault("ended_on", "in-future") if ended_on > local_date(tx.now) else None,
            fault("ended_on", "before-team") if ended_on < team.founded_on else None,
            fault("ended_on", "before-members") if too_early else None,
        ]
    )
    events = [await put_change(tx, each, ended_with(each, ended_on)) for each in members if each.left_on is None]
    return await tell(tx, team, events, version=team.version + 1, ended_on=ended_on, end_reason=reason)


def _is_in_after(membership: Membership, day: date) -> bool:
    """Whoever left with the team that day would have been in it on none, or he left later."""
    return membership.joined_on >= day if membership.left_on is None else membership.left_on > day


@command
async def reopen_team(tx: Transaction, team_id: UUID, *, reason: str, version: int | None = None) -> Team:
    """The team's end was recorded by mistake: it goes on, with those who left with it.

    Raises `TeamNotFound` (also outside the scope), `TeamChanged`, `TeamWithdrawn`, `TeamIsNotOver`,
    `OrgUnitIsClosed`, `OrgUnitIsClosing`, `AlreadyInTeam`.
    """
    team, members = await lock_with_members(tx, team_id, reason)
    team.must_be(version)
    if team.ended_on is None:
        raise TeamIsNotOver
    await hold_open_unit(tx.connection, team.org_code)
    await keep_former(tx, VOLUNTEER_TEAM, team_id, reason)
    again = [(each, back_with(each, team.ended_on)) for each in members]
    events = [await put_change(tx, each, changed) for each, changed in again if changed != each]
    return await tell(tx, team, events, version=team.version + 1, ended_on=None, end_reason=None)


@command
async def withdraw_team(tx: Transaction, team_id: UUID, *, reason: str, version: int | None = None) -> Team:
    """The team was recorded by mistake, and there never was one.

    Raises `TeamNotFound` (also outside the scope), `TeamChanged`, `TeamWithdrawn`, `TeamInUse`.
    """
    team, members = await lock_with_members(tx, team_id, reason)
    team.must_be(version)
    if members or await days_of_activities(tx.connection, team_id):
        raise TeamInUse
    return await tell(tx, team, [], version=team.version + 1, withdrawn_reason=reason)


async def lock_with_members(tx: Transaction, team_id: UUID, reason: str) -> tuple[Team, list[Membership]]:
    """With its memberships that stand. Their files are held before the team is locked, here as wherever both are.
    Raises `TeamNotFound`, and `TeamChanged` where somebody joins at the same time."""
    tx.concerns(f"volunteer-team {team_id}", purpose=reason)
    await get_team(tx.connection, team_id, tx.caller)
    persons = {each.veteran_id for each in _standing(await list_members(tx.connection, team_id))}
    for person in sorted(persons):
        await hold_file(tx.connection, person)
    team = await lock_team(tx.connection, team_id, tx.caller)
    members = _standing(await list_members(tx.connection, team_id))
    if not {each.veteran_id for each in members} <= persons:
        raise TeamChanged
    return team, members


def _standing(members: Sequence[Membership]) -> list[Membership]:
    return [each for each in members if each.withdrawn_reason is None]
