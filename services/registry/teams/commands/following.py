"""Parts of the commands by which somebody dies, leaves the county, is taken out of the register, comes back, or is
found to have two files: what he serves in ends with it, and begins again where that was a mistake (C5, C14)."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from services.registry.counting.domain import differing, uncounted
from services.registry.party_memberships.commands.counting import follow_homes
from services.registry.roles.commands import follow_roles
from services.registry.teams.commands.keeping import put_change, tell, write_membership
from services.registry.teams.domain.membership import settled, telling
from services.registry.teams.queries import list_memberships, lock_any_team
from shared.command import Transaction
from shared.events.registry import VolunteerMembershipCorrected

# Of whom it is found that he should never have been registered, nothing ever counted.
ALL_ALONG = date.min


async def follow_person(tx: Transaction, veteran_id: UUID, gone_on: date | None, *, came_back: bool = False) -> None:
    """From that day on the person, whose file is locked, serves in nothing; with None he is here again, and what he
    served in he does. Who `came_back` from another county begins anew."""
    await follow_roles(tx, veteran_id, gone_on, came_back=came_back)
    await follow_homes(tx, veteran_id, gone_on, came_back=came_back)
    for each in await list_memberships(tx.connection, veteran_id):
        changed = settled(each) if came_back else replace(each, gone_on=gone_on)
        if each.withdrawn_reason is not None or changed == each:
            continue
        if changed.days == each.days:
            await write_membership(tx, changed)
            continue
        team = await lock_any_team(tx.connection, each.team_id)
        await tell(tx, team, [await put_change(tx, each, changed)])


async def merge_memberships(tx: Transaction, surviving_id: UUID, merged_id: UUID, *, merged: bool) -> None:
    """Two files are one person's from now on, who is one volunteer on any day; or two again, each by himself."""
    others = await list_memberships(tx.connection, surviving_id)
    own = await list_memberships(tx.connection, merged_id)
    others = [each for each in others if each not in own]
    together = uncounted([*others, *own])
    apart = {**uncounted(others), **uncounted(own)}
    for each in [*others, *own]:
        days = differing([each], together, apart)
        if not days:
            continue
        team = await lock_any_team(tx.connection, each.team_id)
        event = VolunteerMembershipCorrected(
            team_id=each.team_id,
            membership_id=each.membership_id,
            person_id=each.veteran_id,
            org_code=each.org_code,
            org_path=each.org_path,
            joined_on=each.joined_on,
            left_on=each.over_on,
            counted_before=telling(days) if merged else (),
            counted=() if merged else telling(days),
        )
        await tell(tx, team, [event])
