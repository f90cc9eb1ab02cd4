"""Parts of commands: a record of formal membership changes, and so does on which days it counts."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, update

from services.registry.party_memberships.commands.taking_part import end_affiliation, follow_affiliations
from services.registry.party_memberships.domain import Home, Letter, MembershipGoneOn, NoFormalMembership, counted
from services.registry.party_memberships.queries import list_homes
from services.registry.party_memberships.tables import PARTY_MEMBERSHIP
from shared.command import Transaction
from shared.events.registry.party_memberships import PartyMembershipCounted

_NOWHERE: Mapping[str, Any] = {"org_path": None, "until": None, "gone_on": None}


async def change_home(tx: Transaction, home: Row[Any], **changes: date | None) -> None:
    """It ends, or goes on."""
    await _store(tx, home._mapping, {**home._mapping, **changes})


async def count_home(tx: Transaction, home: Row[Any]) -> None:
    """It was recorded just now."""
    await _store(tx, _NOWHERE, home._mapping)


async def _store(tx: Transaction, before: Mapping[Any, Any], after: Mapping[Any, Any]) -> None:
    was, will = counted(before), counted(after)
    version = after["version"] + (was != will)
    own = PARTY_MEMBERSHIP.c.membership_id == after["membership_id"]
    said = {"until": after["until"], "gone_on": after["gone_on"], "version": version}
    await tx.connection.execute(update(PARTY_MEMBERSHIP).where(own).values(said))
    if was != will:
        event = PartyMembershipCounted(
            membership_id=after["membership_id"],
            person_id=after["person_id"],
            party_org_code=after["party_org_code"],
            counted_before=was,
            counted=will,
        )
        tx.publish(event, sequence=version)


async def follow_homes(tx: Transaction, veteran_id: UUID, gone_on: date | None, *, came_back: bool = False) -> None:
    """From that day on formal membership here does not count, nor does what he takes part in, for the person is dead,
    elsewhere or not in the register; with None he is here again. Who `came_back` from another county has both recorded
    anew."""
    await follow_affiliations(tx, veteran_id, gone_on, came_back=came_back)
    for home in await list_homes(tx.connection, veteran_id):
        if not came_back:
            await change_home(tx, home, gone_on=gone_on)
        elif home.gone_on is not None:
            until = max(home.since, home.gone_on)
            await change_home(tx, home, until=until if home.until is None else min(home.until, until), gone_on=None)


async def end_membership(tx: Transaction, veteran_id: UUID, on: date) -> None:
    """From that day on he is no member: neither here nor elsewhere, and takes part in nothing."""
    await end_homes(tx, veteran_id, on)
    await end_affiliation(tx, veteran_id, on)


async def take_home_back(tx: Transaction, veteran_id: UUID) -> None:
    """What was recorded last of where formal membership is never was, and what ended with it goes on. Raises
    `NoFormalMembership`."""
    homes = await list_homes(tx.connection, veteran_id)
    last = next((home for home in homes if home.until is None), None)
    if last is None:
        raise NoFormalMembership
    await change_home(tx, last, until=last.since)
    before = next((home for home in homes if home.until == last.since and home.since < last.since), None)
    if before is not None:
        await change_home(tx, before, until=None)


async def put_home_back(tx: Transaction, letter: Letter) -> None:
    """The slip of this letter never came: formal membership is where it was. Raises `MembershipGoneOn` where it was
    recorded otherwise since."""
    last, *earlier = await list_homes(tx.connection, letter.person_id)
    if (_with(last), last.since, last.until) != (_with(letter.target), letter.completed_on, None):
        raise MembershipGoneOn
    before = next(home for home in earlier if (_with(home), home.until) == (_with(letter.source), last.since))
    await change_home(tx, last, until=last.since)
    await change_home(tx, before, until=None)


def _with(home: Home | Row[Any]) -> tuple[str | None, str | None]:
    return home.party_org_code, home.outside


async def end_homes(tx: Transaction, veteran_id: UUID, on: date) -> None:
    """From that day on formal membership is nowhere, until it is recorded anew. Of what was said to begin later, none
    was."""
    for home in await list_homes(tx.connection, veteran_id):
        until = max(home.since, on)
        if home.until is None or until < home.until:
            await change_home(tx, home, until=until)
