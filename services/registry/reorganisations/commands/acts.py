"""How a piece of each kind goes to another unit: by the command of its own room, as if somebody did it by hand."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.party.queries import find_active_mirror
from services.registry.party_applications.commands.moving import move_application
from services.registry.party_memberships.commands.recording import Stated, record_affiliation, record_membership
from services.registry.recipients.commands.keeping import move_recipient
from services.registry.relocations.commands import Reported, record_relocation
from services.registry.relocations.parameters import Kind
from services.registry.reorganisations.domain import NoPartyOrganisationThere
from services.registry.roles.commands import move_role
from services.registry.settings import Registrar
from services.registry.staff.queries import IN_POST, PLANNED, POST_DEFINITION, TRANSFERRED
from services.registry.staff.tables import STAFF_POST
from services.registry.teams.commands.moving import move_team
from services.registry.veterans.queries.files import VeteranNotFound
from services.registry.veterans.tables import PERSON
from shared.command import Work
from shared.entries.commands import record_entry, take_step


@dataclass(frozen=True, slots=True)
class Going:
    """Where a piece goes, since when, and on which document. `work` gives that of one of its commands, each under a key
    of its own, so that whoever begins again does none twice."""

    to_code: str
    on: date
    document: str
    work: Callable[[str], Work]
    registrar: Registrar

    @property
    def engine(self) -> AsyncEngine:
        return self.work("").engine


# Answers the record that stands for the piece since, where that is another one.
Act = Callable[[Going, UUID], Awaitable[UUID | None]]


async def _move_veteran(going: Going, veteran_id: UUID) -> UUID:
    """The domicile stays: another unit is responsible."""
    return await _relocate(going, veteran_id, Kind.DOMICILE, (await _file(going, veteran_id)).domicile_code)


async def _move_resident(going: Going, veteran_id: UUID) -> UUID:
    return await _relocate(going, veteran_id, Kind.RESIDENCE, (await _file(going, veteran_id)).residence_code)


async def _file(going: Going, veteran_id: UUID) -> Any:
    own = select(PERSON.c.domicile_code, PERSON.c.residence_code).where(PERSON.c.person_id == veteran_id)
    async with going.engine.connect() as connection:
        row = (await connection.execute(own)).one_or_none()
    if row is None:
        raise VeteranNotFound
    return row


async def _relocate(going: Going, veteran_id: UUID, kind: Kind, division: str) -> UUID:
    reported = Reported(kind, division, going.to_code, going.on, going.document)
    moved = await record_relocation(going.work(kind), veteran_id, reported, registrar=going.registrar)
    return moved.record_id


async def _move_recipient(going: Going, person_id: UUID) -> None:
    to, on, document = going.to_code, going.on, going.document
    await move_recipient(going.work(""), person_id, org_code=to, moved_on=on, document=document)


async def _move_role(going: Going, role_id: UUID) -> UUID:
    to, on, document = going.to_code, going.on, going.document
    return (await move_role(going.work(""), role_id, org_code=to, moved_on=on, document=document)).role_id


async def _move_team(going: Going, team_id: UUID) -> UUID:
    to, on, document = going.to_code, going.on, going.document
    return (await move_team(going.work(""), team_id, org_code=to, moved_on=on, document=document)).team_id


async def _move_application(going: Going, application_id: UUID) -> None:
    to, on, document = going.to_code, going.on, going.document
    await move_application(going.work(""), application_id, org_code=to, moved_on=on, document=document)


async def _move_member(going: Going, person_id: UUID) -> UUID:
    """His formal membership goes to the organisation beside the unit that takes over."""
    stated = Stated(await mirror_of(going), None, going.on, going.document)
    return await record_membership(going.work(""), person_id, stated)


async def _move_affiliation(going: Going, person_id: UUID) -> None:
    code, on, document = await mirror_of(going), going.on, going.document
    await record_affiliation(going.work(""), person_id, party_org_code=code, since=on, document=document)


async def mirror_of(going: Going) -> str:
    """The organisation beside the unit that takes over. Raises `NoPartyOrganisationThere`."""
    async with going.engine.connect() as connection:
        found = await find_active_mirror(connection, going.to_code)
    if found is None:
        raise NoPartyOrganisationThere
    return found


async def _move_post(going: Going, entry_id: UUID) -> UUID:
    """He leaves the post, and is in the same one at the other unit; who was planned for it is planned for that."""
    own = select(STAFF_POST).where(STAFF_POST.c.entry_id == entry_id)
    async with going.engine.connect() as connection:
        post = (await connection.execute(own)).one()
    on, document = going.on, going.document
    await take_step(going.work("leaving"), POST_DEFINITION, entry_id, "leaving", on=on, document=document)
    facts = {"org_code": going.to_code, "post": post.post, "staff_number": post.staff_number, "planned_on": on}
    there = await record_entry(going.work("post"), POST_DEFINITION, facts, document=document)
    stood = IN_POST if post.in_post_on else TRANSFERRED if post.transferred_on else PLANNED
    if step := _REACHING[stood]:
        await take_step(going.work(step), POST_DEFINITION, there, step, on=on, document=document)
    return there


# The step by which a post that is planned comes to stand so.
_REACHING = {IN_POST: "arrival", TRANSFERRED: "transfer", PLANNED: ""}


ACTS: Mapping[str, Act] = {
    "veteran": _move_veteran,
    "resident": _move_resident,
    "recipient": _move_recipient,
    "role": _move_role,
    "team": _move_team,
    "application": _move_application,
    "member": _move_member,
    "affiliation": _move_affiliation,
    "staff": _move_post,
}
