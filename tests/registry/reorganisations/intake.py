"""What somebody might put at a room that is to be closed: by the table that keeps it, the refusal."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.network.domain import HostKind, OrgUnitInvalid, OrgUnitIsClosing, UnitKind
from services.registry.party.commands import correct_party_organisation
from services.registry.party.domain import PartyKind
from services.registry.party_applications.commands import (
    CorrectedApplication,
    Submitted,
    close_application,
    correct_application,
    submit_application,
)
from services.registry.party_applications.commands.moving import move_application
from services.registry.party_memberships.commands import (
    Issued,
    Stated,
    record_affiliation,
    record_membership,
    start_membership_transfer,
)
from services.registry.recipients.commands import move_recipient
from services.registry.registrations.commands import register_veteran
from services.registry.relocations.domain import RelocationInvalid
from services.registry.reorganisations.commands import begin_org_unit_closing, move_holdings, move_org_unit
from services.registry.reorganisations.commands.carrying import Handover
from services.registry.reorganisations.rules import HoldingsMoveInvalid, OrgUnitMoveInvalid
from services.registry.roles.commands import assume_role, end_role, move_role, reopen_role
from services.registry.roles.domain import RoleKind
from services.registry.teams.commands import correct_membership, end_team, leave_team, reopen_team
from services.registry.teams.commands.joining import Time
from services.registry.teams.commands.moving import move_team
from services.registry.veterans.domain.registration import RegistrationInvalid
from shared.entries.commands import take_step, take_step_back
from tests.registry.books.given import BOOK, given_entry
from tests.registry.given import KEYRING, TODAY, given_party, given_unit, given_work
from tests.registry.persons import OTHER_ROOM, REGISTRAR, ROOM, given_form, given_veteran
from tests.registry.recipients.given import given_recipient
from tests.registry.relocations.given import moving, returning
from tests.registry.roles.test_commands import given_role
from tests.registry.teams.given import MARCH, given_team, joining

STATION, OTHER = "411329104", "411329105"
GROUP = f"{ROOM}-DXZ"
PAPER = "新退〔2019〕9号"
APRIL, TENTH = date(2019, 4, 1), date(2019, 4, 10)
NO_MEMBER: Mapping[str, Any] = {"registered_on": "2019-01-05", "political_code": "13"}
ELSEWHERE: Mapping[str, Any] = {"org_code": OTHER_ROOM, "domicile_code": OTHER_ROOM, "registered_on": "2019-01-05"}

Act = Callable[[], Awaitable[object]]
Case = Callable[[AsyncEngine], Awaitable[Act]]
"""What has to be there before the room is to be closed; answers what is tried then."""


async def _registering(engine: AsyncEngine) -> Act:
    return lambda: register_veteran(given_work(engine), given_form(), registrar=REGISTRAR)


async def _moving_in(engine: AsyncEngine) -> Act:
    person = await given_veteran(engine, **ELSEWHERE)
    return lambda: moving(engine, person, ROOM, TODAY, division=ROOM)


async def _coming_back(engine: AsyncEngine) -> Act:
    person = await given_veteran(engine, **NO_MEMBER)
    await moving(engine, person, on=TENTH)
    return lambda: returning(engine, person)


async def _taking_over(engine: AsyncEngine) -> Act:
    return lambda: move_holdings(given_work(engine), OTHER_ROOM, Handover(ROOM, TODAY, PAPER))


async def _recipient(engine: AsyncEngine) -> Act:
    return lambda: given_recipient(engine)


async def _recipient_moving_in(engine: AsyncEngine) -> Act:
    person = await given_recipient(engine)
    work = given_work(engine)
    await move_recipient(work, person, org_code=OTHER_ROOM, moved_on=TODAY, document=PAPER)
    return lambda: move_recipient(work, person, org_code=ROOM, moved_on=TODAY, document=PAPER)


async def _establishing(engine: AsyncEngine) -> Act:
    await begin_org_unit_closing(given_work(engine), STATION, document=PAPER)
    return lambda: given_unit(engine, "411329104211", UnitKind.ROOM, HostKind.VILLAGE, STATION)


async def _unit_moving_in(engine: AsyncEngine) -> Act:
    await begin_org_unit_closing(given_work(engine), STATION, document=PAPER)
    return lambda: move_org_unit(given_work(engine), OTHER_ROOM, parent_code=STATION, document=PAPER)


async def _founding_a_group(engine: AsyncEngine) -> Act:
    await given_party(engine, PartyKind.BRANCH, STATION)
    return lambda: given_party(engine, PartyKind.GROUP, ROOM)


async def _a_group_that_was_the_rooms(engine: AsyncEngine) -> Act:
    await given_party(engine, PartyKind.BRANCH, STATION)
    await given_party(engine, PartyKind.BRANCH, OTHER)
    code = (await given_party(engine, PartyKind.GROUP, OTHER_ROOM)).party_org_code
    said: dict[str, Any] = {"established_on": MARCH, "document": PAPER, "held": (), "began": ()}
    return lambda: correct_party_organisation(given_work(engine), code, mirror_of=ROOM, **said)


async def group(engine: AsyncEngine) -> None:
    await given_party(engine, PartyKind.BRANCH, STATION)
    await given_party(engine, PartyKind.GROUP, ROOM)


async def _membership(engine: AsyncEngine) -> Act:
    await group(engine)
    person = await given_veteran(engine, **ELSEWHERE)
    return lambda: record_membership(given_work(engine), person, Stated(GROUP, None, APRIL, PAPER))


async def _affiliation(engine: AsyncEngine) -> Act:
    await group(engine)
    person = await given_veteran(engine, **ELSEWHERE)
    said: dict[str, Any] = {"party_org_code": GROUP, "since": APRIL, "document": PAPER}
    return lambda: record_affiliation(given_work(engine), person, **said)


async def letter(engine: AsyncEngine) -> Act:
    await group(engine)
    person = await given_veteran(engine, **ELSEWHERE)
    await record_membership(given_work(engine), person, Stated(None, "县外党支部", MARCH, PAPER))
    letter = Issued(GROUP, None, "2019-017", APRIL, None, PAPER)
    return lambda: start_membership_transfer(given_work(engine), person, letter)


async def _applying(engine: AsyncEngine) -> Act:
    await group(engine)
    person = await given_veteran(engine, **NO_MEMBER)
    return lambda: submit_application(given_work(engine), person, Submitted(MARCH, PAPER), keyring=KEYRING)


async def _applying_to_its_group(engine: AsyncEngine) -> Act:
    await group(engine)
    person = await given_veteran(engine, **{**ELSEWHERE, "political_code": "13"})
    submitted = Submitted(MARCH, PAPER, GROUP)
    return lambda: submit_application(given_work(engine), person, submitted, keyring=KEYRING)


async def _application_that_goes_on(engine: AsyncEngine) -> Act:
    made: Any = await (await _applying(engine))()
    ended = await close_application(
        given_work(engine), made.application_id, on=TENTH, reason="withdrawn", document=PAPER
    )
    days: dict[str, Any] = dict.fromkeys(("activist_on", "target_on", "probationary_on", "full_on"))
    said = CorrectedApplication(ended.party_org_code, MARCH, **days, closed_on=None, end_reason=None, document=PAPER)
    return lambda: correct_application(given_work(engine), ended.application_id, said, keyring=KEYRING)


async def _application_moving_in(engine: AsyncEngine) -> Act:
    await group(engine)
    await given_party(engine, PartyKind.BRANCH, OTHER)
    person = await given_veteran(engine, **{**ELSEWHERE, "political_code": "13"})
    work = given_work(engine)
    made = await submit_application(work, person, Submitted(MARCH, PAPER), keyring=KEYRING)
    how: dict[str, Any] = {"org_code": ROOM, "moved_on": TODAY, "document": PAPER}
    return lambda: move_application(work, made.application_id, **how)


async def _role(engine: AsyncEngine) -> Act:
    person = await given_veteran(engine)
    said: dict[str, Any] = {"kind": RoleKind.MEDIATOR, "assumed_on": TODAY, "source": PAPER, "keyring": KEYRING}
    return lambda: assume_role(given_work(engine), person, **said)


async def _role_that_goes_on(engine: AsyncEngine) -> Act:
    role = await given_role(engine, await given_veteran(engine))
    await end_role(given_work(engine), role.role_id, ended_on=TODAY, reason=PAPER)
    return lambda: reopen_role(given_work(engine), role.role_id, reason=PAPER)


async def _role_moving_in(engine: AsyncEngine) -> Act:
    person = await given_veteran(engine)
    said: dict[str, Any] = {"kind": RoleKind.MEDIATOR, "assumed_on": APRIL, "source": PAPER, "keyring": KEYRING}
    role = await assume_role(given_work(engine), person, org_code=OTHER_ROOM, **said)
    return lambda: move_role(given_work(engine), role.role_id, org_code=ROOM, moved_on=TODAY, document=PAPER)


async def _team(engine: AsyncEngine) -> Act:
    return lambda: given_team(engine)


async def _team_that_goes_on(engine: AsyncEngine) -> Act:
    team = await given_team(engine)
    await end_team(given_work(engine), team.team_id, ended_on=MARCH, reason=PAPER)
    return lambda: reopen_team(given_work(engine), team.team_id, reason=PAPER)


async def _team_moving_in(engine: AsyncEngine) -> Act:
    team = await given_team(engine, OTHER_ROOM)
    return lambda: move_team(given_work(engine), team.team_id, org_code=ROOM, moved_on=TODAY, document=PAPER)


async def _volunteer(engine: AsyncEngine) -> Act:
    team, person = await given_team(engine), await given_veteran(engine, **NO_MEMBER)
    return lambda: joining(engine, person, team)


async def _volunteer_who_stays(engine: AsyncEngine) -> Act:
    team, person = await given_team(engine), await given_veteran(engine, **NO_MEMBER)
    held = await joining(engine, person, team)
    await leave_team(given_work(engine), held.membership_id, left_on=APRIL, reason=PAPER)
    stays = Time(held.joined_on, None)
    return lambda: correct_membership(given_work(engine), held.membership_id, stays, reason=PAPER, keyring=KEYRING)


async def _entry(engine: AsyncEngine) -> Act:
    return lambda: given_entry(engine, "plaques", org_code=ROOM)


async def _post_that_goes_on(engine: AsyncEngine) -> Act:
    return await _over(engine, "staff-posts", "leaving")


async def _responsible_person_who_stays(engine: AsyncEngine) -> Act:
    return await _over(engine, "responsible-persons", "end")


async def _over(engine: AsyncEngine, book: str, step: str) -> Act:
    definition, work = BOOK[book].definition, given_work(engine)
    entry = await given_entry(engine, book, org_code=ROOM)
    await take_step(work, definition, entry, step, on=TENTH, document=PAPER)
    return lambda: take_step_back(work, definition, entry, reason=PAPER)


# What would be there that was not: by the table that keeps it.
REFUSED: Mapping[str, Sequence[tuple[Case, type[Exception]]]] = {
    "org_unit": [(_establishing, OrgUnitInvalid), (_unit_moving_in, OrgUnitMoveInvalid)],
    "party_organisation": [
        (_founding_a_group, OrgUnitIsClosing),
        (_a_group_that_was_the_rooms, OrgUnitIsClosing),
    ],
    "veteran": [
        (_registering, RegistrationInvalid),
        (_moving_in, RelocationInvalid),
        (_coming_back, OrgUnitIsClosing),
        (_taking_over, HoldingsMoveInvalid),
    ],
    "recipient": [(_recipient, OrgUnitIsClosing), (_recipient_moving_in, OrgUnitIsClosing)],
    "social_role": [
        (_role, OrgUnitIsClosing),
        (_role_that_goes_on, OrgUnitIsClosing),
        (_role_moving_in, OrgUnitIsClosing),
    ],
    "volunteer_team": [
        (_team, OrgUnitIsClosing),
        (_team_that_goes_on, OrgUnitIsClosing),
        (_team_moving_in, OrgUnitIsClosing),
        (_volunteer, OrgUnitIsClosing),
        (_volunteer_who_stays, OrgUnitIsClosing),
    ],
    "party_application": [
        (_applying, OrgUnitIsClosing),
        (_applying_to_its_group, OrgUnitIsClosing),
        (_application_that_goes_on, OrgUnitIsClosing),
        (_application_moving_in, OrgUnitIsClosing),
    ],
    "party_membership": [(_membership, OrgUnitIsClosing), (_affiliation, OrgUnitIsClosing)],
    "membership_transfer": [(letter, OrgUnitIsClosing)],
    "staff_post": [(_post_that_goes_on, OrgUnitIsClosing)],
    "responsible_person": [(_responsible_person_who_stays, OrgUnitIsClosing)],
    **{
        book.definition.table.name: [(_entry, OrgUnitIsClosing)]
        for book in BOOK.values()
        if book.sheet.name == "plaques"
    },
}
