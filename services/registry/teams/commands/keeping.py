"""Parts of commands: what is written of a team, and told on its stream."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import insert, update

from services.registry.counting.domain import exchanged
from services.registry.database import refusing
from services.registry.teams.domain.membership import Membership, telling
from services.registry.teams.domain.refused import AlreadyInTeam
from services.registry.teams.domain.team import Team
from services.registry.teams.queries import list_memberships_of_person
from services.registry.teams.tables import TEAM_MEMBERSHIP, VOLUNTEER_TEAM
from shared.command import Transaction
from shared.events.contract import Event
from shared.events.registry import (
    VolunteerJoined,
    VolunteerLeft,
    VolunteerMembershipCorrected,
    VolunteerMembershipWithdrawn,
)

_OF_THE_TEAM = {"org_code", "org_path"}


async def tell(tx: Transaction, team: Team, events: Sequence[Event], **columns: Any) -> Team:
    """Publish these events on the team's stream, numbered on from what was told; write `columns` of the team with them.
    Answers the team as it is from now on."""
    for sequence, event in enumerate(events, start=team.told + 1):
        tx.publish(event, sequence=sequence)
    changed = replace(team, told=team.told + len(events), **columns)
    own = VOLUNTEER_TEAM.c.team_id == team.team_id
    values = {name: value for name, value in asdict(changed).items() if name != "team_id"}
    await tx.connection.execute(update(VOLUNTEER_TEAM).where(own).values(values))
    return changed


async def put_membership(tx: Transaction, membership: Membership) -> Event:
    """Insert a membership. Answers the event to publish. Raises `AlreadyInTeam`."""
    before = await list_memberships_of_person(tx.connection, membership.veteran_id)
    line = {name: value for name, value in asdict(membership).items() if name not in _OF_THE_TEAM}
    recorded = {"recorded_by": tx.caller.account_id, "recorded_at": tx.now}
    with refusing({"ex_team_membership_same": AlreadyInTeam()}):
        await tx.connection.execute(insert(TEAM_MEMBERSHIP).values(**line, **recorded))
    return VolunteerJoined(**_told(membership, before, [*before, membership]), joined_on=membership.joined_on)


async def put_change(tx: Transaction, membership: Membership, changed: Membership) -> Event:
    """Update a membership. Answers the event to publish. Raises `AlreadyInTeam`."""
    before = await list_memberships_of_person(tx.connection, membership.veteran_id)
    await write_membership(tx, replace(changed, version=membership.version + 1))
    return telling_of(
        membership, changed, before, [changed if each.term_id == changed.term_id else each for each in before]
    )


async def write_membership(tx: Transaction, changed: Membership) -> None:
    """Raises `AlreadyInTeam`."""
    kept = {*_OF_THE_TEAM, "membership_id"}
    values = {name: value for name, value in asdict(changed).items() if name not in kept}
    own = TEAM_MEMBERSHIP.c.membership_id == changed.membership_id
    with refusing({"ex_team_membership_same": AlreadyInTeam()}):
        await tx.connection.execute(update(TEAM_MEMBERSHIP).where(own).values(values))


def telling_of(
    membership: Membership, changed: Membership, before: Sequence[Membership], after: Sequence[Membership]
) -> Event:
    """The event that says how a membership changed; `before` and `after` are all memberships of the person."""
    told = _told(changed, before, after)
    if changed.days[0] == changed.days[1]:
        return VolunteerMembershipWithdrawn(**told)
    began = membership.days[0] < membership.days[1] and membership.joined_on == changed.joined_on
    if began and membership.over_on is None and changed.over_on is not None:
        return VolunteerLeft(**told, left_on=changed.over_on)
    return VolunteerMembershipCorrected(**told, joined_on=changed.joined_on, left_on=changed.over_on)


def _told(membership: Membership, before: Sequence[Membership], after: Sequence[Membership]) -> dict[str, Any]:
    no_longer, again = exchanged(before, after)
    return {
        "team_id": membership.team_id,
        "membership_id": membership.membership_id,
        "person_id": membership.veteran_id,
        "org_code": membership.org_code,
        "org_path": membership.org_path,
        "counted_before": telling(no_longer),
        "counted": telling(again),
    }
