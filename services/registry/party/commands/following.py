"""Parts of commands about units: the Party organisation beside a unit goes where that goes, and ends with it (R4)."""

from dataclasses import replace
from datetime import date

from services.registry.network.domain import OrgUnit
from services.registry.party.commands.changing import put_down
from services.registry.party.commands.keeping import parent_of, store
from services.registry.party.commands.restoring import put_up
from services.registry.party.domain import PartyKind, dissolved
from services.registry.party.parameters import WITH_UNIT
from services.registry.party.queries import list_mirrors_below, lock_dissolved_with
from shared.clock import local_date
from shared.command import Transaction
from shared.events.registry import PartyOrganisationMoved


async def dissolve_with(tx: Transaction, unit: OrgUnit, *, on: date) -> None:
    """The unit closes, and holds no unit any more: the organisation beside it is dissolved on the same day. Raises
    `PartyOrganisationInvalid` where it was founded later."""
    for organisation, _ in await list_mirrors_below(tx.connection, unit.org_path):
        await put_down(tx, dissolved(organisation, WITH_UNIT, on=on, today=local_date(tx.now), by=tx.caller))


async def restore_with(tx: Transaction, unit: OrgUnit, *, dissolved_on: date) -> None:
    """The unit was not closed: the organisation that was dissolved with it stands. Raises `StationHasNoBranch`."""
    organisation = await lock_dissolved_with(tx.connection, unit.org_code, dissolved_on)
    if organisation is not None:
        await put_up(tx, organisation, unit, dissolved_on)


async def move_with(tx: Transaction, unit: OrgUnit, *, from_path: str, on: date) -> None:
    """`unit` stands below another one already, by its new path: the organisations beside it and below it follow. The
    group of a room that moved is under the branch of its new station. Raises `StationHasNoBranch`."""
    for organisation, path in await list_mirrors_below(tx.connection, unit.org_path):
        parent = organisation.parent_code
        if organisation.mirror_of == unit.org_code and organisation.kind is PartyKind.GROUP:
            parent = await parent_of(tx, organisation.kind, unit)
        after = replace(organisation, org_path=path, parent_code=parent, version=organisation.version + 1)
        await store(tx, after)
        event = PartyOrganisationMoved(
            party_org_code=after.party_org_code,
            kind=after.kind.value,
            mirror_of=after.mirror_of,
            parent_code=parent,
            org_path_before=from_path + path.removeprefix(unit.org_path),
            org_path=path,
            moved_on=on,
        )
        tx.publish(event, sequence=after.version)
