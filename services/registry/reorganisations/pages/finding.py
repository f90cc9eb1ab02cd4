"""The unit that a page is about."""

from services.registry.network.domain import OrgUnit, OrgUnitNotFound
from services.registry.network.queries import get_unit
from shared.http.dependencies import Reading


async def found(reading: Reading, org_code: str) -> OrgUnit:
    """Raises `OrgUnitNotFound`, also for a unit that lies outside the caller's scope."""
    unit = await get_unit(reading.connection, org_code)
    if not reading.caller.covers(unit.org_path):
        raise OrgUnitNotFound(org_code=org_code)
    return unit


async def found_to_decide(reading: Reading, org_code: str) -> OrgUnit:
    """For whoever acts for the unit above. Raises `OrgUnitNotFound`, `OutOfScope`."""
    unit = await found(reading, org_code)
    unit.must_be_decided_by(reading.caller)
    return unit
