"""What has happened at a room that is to be closed, or was promised before, and is recorded there all the same."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.branch_life.commands import record_branch_meeting
from services.registry.branch_life.domain import Sheet
from services.registry.contributions.commands import record_contribution
from services.registry.deaths.commands import revoke_death_record
from services.registry.party_memberships.commands import (
    complete_membership_transfer,
)
from shared.auth.roles import Role
from shared.entries.commands import take_step
from tests.registry.books.given import BOOK, given_entry
from tests.registry.contributions.given import DEED
from tests.registry.given import KEYRING, given_work
from tests.registry.grants.given import given_confirmed, given_holder, wanted
from tests.registry.persons import ROOM, given_veteran
from tests.registry.relocations.given import dying
from tests.registry.reorganisations.intake import APRIL, GROUP, NO_MEMBER, PAPER, TENTH, Act, Case, group, letter
from tests.registry.teams.given import doing, given_team, joining


async def _slip(engine: AsyncEngine) -> Act:
    issued: Any = await (await letter(engine))()
    return lambda: complete_membership_transfer(given_work(engine), issued.transfer_id, on=TENTH, document=PAPER)


async def _activity(engine: AsyncEngine) -> Act:
    team, person = await given_team(engine), await given_veteran(engine, **NO_MEMBER)
    await joining(engine, person, team)
    return lambda: doing(engine, team, APRIL, person)


async def _contribution(engine: AsyncEngine) -> Act:
    person = await given_veteran(engine, **NO_MEMBER)
    return lambda: record_contribution(given_work(engine), person, DEED, keyring=KEYRING)


async def _meeting(engine: AsyncEngine) -> Act:
    await group(engine)
    said = Sheet("group-meeting", TENTH, "服务室", 5, 5, "学习文件")
    return lambda: record_branch_meeting(given_work(engine), GROUP, said)


async def _alive_after_all(engine: AsyncEngine) -> Act:
    person = await given_veteran(engine, **NO_MEMBER)
    await dying(engine, person, TENTH)
    why: dict[str, Any] = {"reason": "wrong-person", "document": PAPER, "keyring": KEYRING}
    return lambda: revoke_death_record(given_work(engine), person, **why)


async def _grant(engine: AsyncEngine) -> Act:
    holder = await given_holder(engine)
    return lambda: given_confirmed(engine, wanted(holder, Role.ROOM_STAFF, ROOM))


async def _leaving(engine: AsyncEngine) -> Act:
    post = await given_entry(engine, "staff-posts", org_code=ROOM)
    definition = BOOK["staff-posts"].definition
    return lambda: take_step(given_work(engine), definition, post, "leaving", on=TENTH, document=PAPER)


# What is told of a unit as long as it works, and keeps it open where it must: it has been promised, or has happened.
RECORDED: Mapping[str, Sequence[Case]] = {
    "membership_transfer": [_slip],  # the letter was issued before; the member is counted, and goes like the others
    "team_activity": [_activity],  # what it did until it is over
    "contribution": [_contribution],
    "branch_record": [_meeting],
    "veteran": [_alive_after_all],  # who was never gone goes like the others
    "access_grant": [_grant],  # somebody has to see to what is left
    "grant_proposal": [_grant],
    "staff_post": [_leaving],
}
NOT_TAKEN_IN: Mapping[str, str] = {
    "branch_overdue": "what is owed, told by the schedule",
    "external_notice": "what another system says of somebody",
    "vouched_grant": "what another system vouches for; it ends with its assertion",
}
