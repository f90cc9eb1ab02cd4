"""Establishing Party organisations."""

from dataclasses import asdict

from sqlalchemy import insert

from services.registry.database import refusing
from services.registry.network.queries import lock_unit
from services.registry.party.commands.keeping import parent_of
from services.registry.party.domain import (
    AlreadyMirrored,
    PartyOrganisation,
    PartyOrgCodeTaken,
    ProposedOrganisation,
    check_organisation,
    founded,
)
from services.registry.party.queries import find_active_mirror, party_org_code_is_taken
from services.registry.party.tables import PARTY_ORGANISATION
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import PartyBranchEstablished, PartyGroupEstablished


@command
async def establish_party_organisation(tx: Transaction, proposed: ProposedOrganisation) -> PartyOrganisation:
    """Establish the branch of a station, or the group of a room under its station's branch.

    Locks the mirrored unit, so that of two requests for one unit the second is refused. Raises `OrgUnitNotFound`,
    `OutOfScope`, `PartyOrganisationInvalid`, `OrgUnitIsClosing`, `PartyOrgCodeTaken`, `AlreadyMirrored`,
    `StationHasNoBranch`.
    """
    tx.concerns(f"party-organisation {proposed.party_org_code}")
    unit = await lock_unit(tx.connection, proposed.mirror_of)
    tx.caller.must_cover(unit.org_path)
    check_organisation(proposed, unit, today=local_date(tx.now))
    unit.must_take_in()
    await _must_be_free(tx, proposed)
    organisation = founded(proposed, unit, parent_code=await parent_of(tx, proposed.kind, unit))
    await _insert(tx, organisation)
    tx.publish(_established(organisation), sequence=organisation.version)
    return organisation


async def _must_be_free(tx: Transaction, proposed: ProposedOrganisation) -> None:
    if await party_org_code_is_taken(tx.connection, proposed.party_org_code):
        raise PartyOrgCodeTaken(party_org_code=proposed.party_org_code)
    if await find_active_mirror(tx.connection, proposed.mirror_of) is not None:
        raise AlreadyMirrored(org_code=proposed.mirror_of)


async def _insert(tx: Transaction, organisation: PartyOrganisation) -> None:
    taken = {
        "pk_party_organisation": PartyOrgCodeTaken(party_org_code=organisation.party_org_code),
        "uq_party_organisation_active_mirror": AlreadyMirrored(org_code=organisation.mirror_of),
    }
    with refusing(taken):
        await tx.connection.execute(insert(PARTY_ORGANISATION).values(asdict(organisation)))


def _established(organisation: PartyOrganisation) -> PartyBranchEstablished | PartyGroupEstablished:
    if organisation.parent_code is None:
        return PartyBranchEstablished(
            party_org_code=organisation.party_org_code,
            name=organisation.name,
            mirror_of=organisation.mirror_of,
            org_path=organisation.org_path,
            established_on=organisation.established_on,
        )
    return PartyGroupEstablished(
        party_org_code=organisation.party_org_code,
        name=organisation.name,
        mirror_of=organisation.mirror_of,
        org_path=organisation.org_path,
        parent_code=organisation.parent_code,
        established_on=organisation.established_on,
    )
