"""Somebody joins a team, and leaves it; what was recorded of that is corrected, or taken back."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.registry.former.commands import keep_former
from services.registry.network.queries import hold_open_unit
from services.registry.teams.commands.keeping import put_change, put_membership, tell
from services.registry.teams.domain.membership import Membership, judged, left
from services.registry.teams.domain.refused import AlreadyLeft, MembershipInUse
from services.registry.teams.domain.team import Team
from services.registry.teams.queries import days_of_activities, get_membership, list_memberships_of_person, lock_team
from services.registry.teams.tables import TEAM_MEMBERSHIP
from services.registry.veterans.queries.births import must_follow_birth
from services.registry.veterans.queries.files import find_line, get_line
from services.registry.veterans.queries.holding import hold_file, hold_living
from shared.clock import local_date
from shared.command import Transaction, command
from shared.ids import new_id
from shared.privacy.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Time:
    """Somebody's time in a team, as it was all along."""

    joined_on: date
    left_on: date | None


@command
async def join_team(
    tx: Transaction, veteran_id: UUID, *, team_id: UUID, joined_on: date, keyring: Keyring
) -> Membership:
    """A veteran joins a team, today or before.

    Raises `VeteranNotFound` (also outside the scope), `NotResponsible`, `PersonIsDeceased`, `PersonIsDeregistered`,
    `PersonIsMerged`, `PersonTransferredOut`, `TeamNotFound` (also outside the scope), `TeamIsOver`, `TeamWithdrawn`,
    `OrgUnitIsClosed`, `OrgUnitIsClosing`, `TeamInvalid`, `DateBeforeBirth`, `AlreadyInTeam`.
    """
    tx.concerns(f"veteran {veteran_id}")
    await hold_living(tx.connection, veteran_id, tx.caller)
    must_follow_birth(await get_line(tx.connection, veteran_id, caller=tx.caller), keyring, joined_on=joined_on)
    team = await lock_team(tx.connection, team_id, tx.caller)
    team.must_go_on()
    await hold_open_unit(tx.connection, team.org_code)
    membership = Membership(new_id(), team_id, veteran_id, team.org_code, team.org_path, joined_on)
    judged(membership, team, local_date(tx.now))
    membership.must_not_overlap(await list_memberships_of_person(tx.connection, veteran_id))
    await tell(tx, team, [await put_membership(tx, membership)])
    return membership


@command
async def leave_team(
    tx: Transaction, membership_id: UUID, *, left_on: date, reason: str, version: int | None = None
) -> Membership:
    """Somebody leaves: `left_on` is the first day on which he is in the team no longer.

    Raises `MembershipNotFound` (also outside the scope), `TeamChanged`, `AlreadyTakenBack`, `AlreadyLeft`,
    `TeamInvalid`, `MembershipInUse`.
    """
    team, membership = await _locked(tx, membership_id, reason)
    changed = left(membership, team, on=left_on, reason=reason, today=local_date(tx.now), version=version)
    return await _changed(tx, team, membership, changed)


@command
async def correct_membership(
    tx: Transaction, membership_id: UUID, time: Time, *, reason: str, keyring: Keyring, version: int | None = None
) -> Membership:
    """Somebody's time in the team has been so all along; without `left_on` he is in it still, and never left. What was
    said before is kept.

    Raises `MembershipNotFound` (also outside the scope), `TeamChanged`, `AlreadyTakenBack`, `TeamInvalid`,
    `DateBeforeBirth`, `AlreadyInTeam`, `MembershipInUse`, `AlreadyLeft`, `OrgUnitIsClosed`, `OrgUnitIsClosing`.
    """
    team, membership = await _locked(tx, membership_id, reason)
    membership.must_stand(version)
    if time.left_on is None and team.ended_on is not None:
        raise AlreadyLeft(left_on=team.ended_on.isoformat())
    if time.left_on is None and membership.left_on is not None:
        await hold_open_unit(tx.connection, team.org_code)
    why = None if time.left_on is None else membership.leave_reason or reason
    changed = replace(membership, joined_on=time.joined_on, left_on=time.left_on, leave_reason=why)
    judged(changed, team, local_date(tx.now))
    if file := await find_line(tx.connection, membership.veteran_id):
        must_follow_birth(file, keyring, joined_on=time.joined_on)
    changed.must_not_overlap(await list_memberships_of_person(tx.connection, membership.veteran_id))
    await keep_former(tx, TEAM_MEMBERSHIP, membership_id, reason)
    return await _changed(tx, team, membership, changed)


@command
async def withdraw_membership(
    tx: Transaction, membership_id: UUID, *, reason: str, version: int | None = None
) -> Membership:
    """It was recorded by mistake that somebody is in the team: he never was.

    Raises `MembershipNotFound` (also outside the scope), `TeamChanged`, `AlreadyTakenBack`, `MembershipInUse`.
    """
    team, membership = await _locked(tx, membership_id, reason)
    membership.must_stand(version)
    return await _changed(tx, team, membership, replace(membership, withdrawn_reason=reason))


async def _locked(tx: Transaction, membership_id: UUID, reason: str) -> tuple[Team, Membership]:
    """The file is held before the team is locked, here as wherever both are."""
    found = await get_membership(tx.connection, membership_id, tx.caller)
    tx.concerns(f"veteran {found.veteran_id}", purpose=reason)
    await hold_file(tx.connection, found.veteran_id)
    team = await lock_team(tx.connection, found.team_id, tx.caller)
    return team, await get_membership(tx.connection, membership_id, tx.caller)


async def _changed(tx: Transaction, team: Team, membership: Membership, changed: Membership) -> Membership:
    """Raises `MembershipInUse`, `AlreadyInTeam`."""
    days = await days_of_activities(tx.connection, team.team_id, membership.veteran_id)
    if lost := [day for day in days if _covers(membership, day) and not _covers(changed, day)]:
        raise MembershipInUse(count=len(lost))
    await tell(tx, team, [await put_change(tx, membership, changed)])
    return replace(changed, version=membership.version + 1)


def _covers(membership: Membership, day: date) -> bool:
    return membership.days[0] <= day < membership.days[1]
