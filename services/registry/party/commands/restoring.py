"""The dissolution of a Party organisation is taken back: it was recorded wrongly."""

from datetime import date

from services.registry.former.commands import keep_former
from services.registry.network.domain import OrgUnit
from services.registry.network.queries import lock_unit
from services.registry.party.commands.keeping import parent_of, store
from services.registry.party.domain import (
    AlreadyMirrored,
    DissolvedByOneself,
    PartyOrganisation,
    PartyOrganisationNotFound,
    PartyOrganisationStands,
    restored,
)
from services.registry.party.queries import find_active_mirror, find_organisation, lock_organisation
from services.registry.party.tables import PARTY_ORGANISATION
from shared.auth.hands import are_of
from shared.command import Transaction, command
from shared.events.registry.party import PartyOrganisationDissolutionRevoked


@command
async def revoke_party_dissolution(
    tx: Transaction, party_org_code: str, *, document: str, version: int | None = None
) -> PartyOrganisation:
    """It stands as if it had not been dissolved, under its own code. Another one says so than who dissolved it; what
    was dissolved with its unit comes back with that.

    Raises `PartyOrganisationNotFound` (also outside the scope), `PartyOrganisationChanged`, `PartyOrganisationStands`,
    `DissolvedByOneself`, `OrgUnitIsClosed`, `OrgUnitIsClosing`, `AlreadyMirrored`, `StationHasNoBranch`.
    """
    tx.concerns(f"party-organisation {party_org_code}", purpose=document)
    found = await find_organisation(tx.connection, party_org_code)
    if found is None:
        raise PartyOrganisationNotFound(party_org_code=party_org_code)
    unit = await lock_unit(tx.connection, found.mirror_of)
    before = await lock_organisation(tx.connection, party_org_code, tx.caller)
    before.must_be(version)
    if before.dissolved_on is None:
        raise PartyOrganisationStands(party_org_code=party_org_code)
    if are_of(tx.caller.hands, (before.dissolved_by, before.dissolved_for)):
        raise DissolvedByOneself
    unit.must_take_in()
    if await find_active_mirror(tx.connection, unit.org_code) is not None:
        raise AlreadyMirrored(org_code=unit.org_code)
    await keep_former(tx, PARTY_ORGANISATION, party_org_code, document)
    return await put_up(tx, before, unit, before.dissolved_on)


async def put_up(
    tx: Transaction, before: PartyOrganisation, unit: OrgUnit, dissolved_on: date
) -> PartyOrganisation:  # fmt: skip
    """Part of a command that holds the organisation and its unit, which stands. Raises `StationHasNoBranch`,
    `AlreadyMirrored`."""
    after = restored(before, unit, parent_code=await parent_of(tx, before.kind, unit))
    await store(tx, after)
    event = PartyOrganisationDissolutionRevoked(
        party_org_code=after.party_org_code,
        kind=after.kind.value,
        parent_code=after.parent_code,
        org_path=after.org_path,
        dissolved_on=dissolved_on,
    )
    tx.publish(event, sequence=after.version)
    return after
