"""How a piece of each kind comes back from the unit that took it over, as if it had never gone: what was recorded of
its going is revoked by the command of its own room; what has no such command goes back on the same day."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from sqlalchemy import select

from services.registry.party_applications.commands.moving import return_application
from services.registry.party_memberships.commands.recording import Stated, record_affiliation, record_membership
from services.registry.recipients.commands.keeping import move_recipient
from services.registry.relocations.commands import revoke_relocation
from services.registry.relocations.parameters import Kind
from services.registry.reorganisations.commands.acts import Going, mirror_of
from services.registry.roles.commands.correcting import reopen_role, withdraw_role
from services.registry.staff.queries import POST_DEFINITION
from services.registry.teams.commands.founding import reopen_team, withdraw_team
from services.registry.teams.commands.joining import withdraw_membership
from services.registry.teams.tables import TEAM_MEMBERSHIP
from shared.entries.commands import revoke_entry, take_step_back

# Of the piece as it was, and of the record that stands for it since; `Going.to_code` is where it comes back to.
Return = Callable[[Going, UUID, UUID | None], Awaitable[object]]
WRONG_PLACE = "wrong-place"


async def _return_veteran(going: Going, veteran_id: UUID, relocation_id: UUID | None) -> None:
    await _revoke(going, veteran_id, Kind.DOMICILE, relocation_id)


async def _return_resident(going: Going, veteran_id: UUID, relocation_id: UUID | None) -> None:
    await _revoke(going, veteran_id, Kind.RESIDENCE, relocation_id)


async def _revoke(going: Going, veteran_id: UUID, kind: Kind, relocation_id: UUID | None) -> None:
    await revoke_relocation(
        going.work(kind),
        veteran_id,
        kind,
        reason=WRONG_PLACE,
        document=going.document,
        keyring=going.registrar.keyring,
        relocation_id=relocation_id,
    )


async def _return_recipient(going: Going, person_id: UUID, _became: UUID | None) -> None:
    to, on, document = going.to_code, going.on, going.document
    await move_recipient(going.work(""), person_id, org_code=to, moved_on=on, document=document)


async def _return_role(going: Going, role_id: UUID, became: UUID | None) -> None:
    await withdraw_role(going.work("withdrawal"), _known(became), reason=going.document)
    await reopen_role(going.work("reopening"), role_id, reason=going.document)


async def _return_team(going: Going, team_id: UUID, became: UUID | None) -> None:
    """Whoever was in it when it went is in it again."""
    held = TEAM_MEMBERSHIP.c
    there = select(held.membership_id).where(held.team_id == became, held.withdrawn_reason.is_(None))
    async with going.engine.connect() as connection:
        members = sorted(await connection.scalars(there))
    for each in members:
        await withdraw_membership(going.work(f"member {each}"), each, reason=going.document)
    await withdraw_team(going.work("withdrawal"), _known(became), reason=going.document)
    await reopen_team(going.work("reopening"), team_id, reason=going.document)


async def _return_application(going: Going, application_id: UUID, _became: UUID | None) -> None:
    to, on, document = going.to_code, going.on, going.document
    await return_application(going.work(""), application_id, org_code=to, moved_on=on, document=document)


async def _return_member(going: Going, person_id: UUID, _became: UUID | None) -> None:
    stated = Stated(await mirror_of(going), None, going.on, going.document)
    await record_membership(going.work(""), person_id, stated)


async def _return_affiliation(going: Going, person_id: UUID, _became: UUID | None) -> None:
    code, on, document = await mirror_of(going), going.on, going.document
    await record_affiliation(going.work(""), person_id, party_org_code=code, since=on, document=document)


async def _return_post(going: Going, entry_id: UUID, became: UUID | None) -> None:
    await revoke_entry(going.work("revocation"), POST_DEFINITION, _known(became), reason=going.document)
    await take_step_back(going.work("post"), POST_DEFINITION, entry_id, reason=going.document)


def _known(became: UUID | None) -> UUID:
    """Such a piece is taken back only where it is known what became of it (`count_gone_on`)."""
    if became is None:
        raise LookupError("it is not known what became of the piece")
    return became


RETURNS: Mapping[str, Return] = {
    "veteran": _return_veteran,
    "resident": _return_resident,
    "recipient": _return_recipient,
    "role": _return_role,
    "team": _return_team,
    "application": _return_application,
    "member": _return_member,
    "affiliation": _return_affiliation,
    "staff": _return_post,
}
