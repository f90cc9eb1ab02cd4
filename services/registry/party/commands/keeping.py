"""Parts of commands: how an organisation stands from now on, and under which branch."""

from dataclasses import asdict

from sqlalchemy import update

from services.registry.database import refusing
from services.registry.network.domain import OrgUnit
from services.registry.party.domain import AlreadyMirrored, PartyKind, PartyOrganisation, StationHasNoBranch
from services.registry.party.queries import find_active_mirror
from services.registry.party.tables import PARTY_ORGANISATION
from shared.command import Transaction


async def store(tx: Transaction, organisation: PartyOrganisation) -> None:
    """Raises `AlreadyMirrored`."""
    own = PARTY_ORGANISATION.c.party_org_code == organisation.party_org_code
    taken = {"uq_party_organisation_active_mirror": AlreadyMirrored(org_code=organisation.mirror_of)}
    with refusing(taken):
        await tx.connection.execute(update(PARTY_ORGANISATION).where(own).values(asdict(organisation)))


async def parent_of(tx: Transaction, kind: PartyKind, unit: OrgUnit) -> str | None:
    """The branch under which an organisation beside this unit stands. Raises `StationHasNoBranch`."""
    if kind is PartyKind.BRANCH:
        return None
    branch = await find_active_mirror(tx.connection, unit.parent_code or "")
    if branch is None:
        raise StationHasNoBranch(station_code=unit.parent_code)
    return branch
