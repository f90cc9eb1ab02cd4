"""A unit that is closed without asking anybody: for what becomes of those who come after that, and what each room says
that a unit still holds."""

from collections.abc import Sequence
from datetime import date

from services.registry.network.commands import keep_unit
from services.registry.network.domain import OrgUnit, OrgUnitOccupied, closed
from services.registry.network.queries import ACTIVE_CHILDREN, Occupancy, lock_unit
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import OrgUnitClosed


@command
async def close_org_unit(
    tx: Transaction, org_code: str, *, occupancies: Sequence[Occupancy] = (), closed_on: date | None = None
) -> OrgUnit:
    """Raises `OrgUnitOccupied`."""
    unit = await lock_unit(tx.connection, org_code)
    on = closed_on or local_date(tx.now)
    changed = closed(unit, on=on, today=local_date(tx.now))
    found = [await occupancy.fault(tx.connection, org_code) for occupancy in (ACTIVE_CHILDREN, *occupancies)]
    faults = [fault for fault in found if fault is not None]
    if faults:
        raise OrgUnitOccupied(org_code=org_code, fields=faults)
    await keep_unit(tx, changed)
    event = OrgUnitClosed(org_code=org_code, org_path=unit.org_path, kind=unit.kind.value, closed_on=on)
    tx.publish(event, sequence=changed.version)
    return changed
