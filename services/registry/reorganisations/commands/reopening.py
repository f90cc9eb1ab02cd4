"""The closure of a unit is taken back: it was recorded wrongly, or as of a wrong day (decision 59)."""

from services.registry.database import refusing
from services.registry.network.commands import keep_unit
from services.registry.network.domain import CentreExists, OrgUnit, reopened
from services.registry.network.queries import hold_open_unit
from services.registry.party.commands import restore_with
from services.registry.reorganisations.commands.closing import lock_decided
from services.registry.reorganisations.domain import ClosedByOneself, NotClosed
from services.registry.reorganisations.queries.closing import list_closers
from services.registry.standards.commands import resume_checks
from shared.auth.hands import are_of
from shared.command import Transaction, command
from shared.events.registry.org_units import OrgUnitClosureRevoked


@command
async def revoke_org_unit_closure(
    tx: Transaction, org_code: str, *, document: str, version: int | None = None
) -> OrgUnit:  # fmt: skip
    """The unit stands as if it had not been closed, and takes in: with the Party organisation that was dissolved with
    it, and its checks. What had gone from it stays where it went. Another one says so than who closed it; it is closed
    anew where the day alone was wrong.

    Raises `OrgUnitNotFound`, `OutOfScope`, `OrgUnitChanged`, `NotClosed`, `ClosedByOneself`, of the unit above
    `OrgUnitIsClosed` and `OrgUnitIsClosing`, `CentreExists`, `StationHasNoBranch`.
    """
    unit = await lock_decided(tx, org_code, document, version)
    if unit.closed_on is None:
        raise NotClosed(org_code=org_code)
    if are_of(tx.caller.hands, await list_closers(tx.connection, org_code)):
        raise ClosedByOneself
    if unit.parent_code is not None:
        await hold_open_unit(tx.connection, unit.parent_code)
    changed = reopened(unit)
    with refusing({"uq_org_unit_active_centre": CentreExists()}):
        await keep_unit(tx, changed)
    event = OrgUnitClosureRevoked(
        org_code=org_code, org_path=unit.org_path, kind=unit.kind.value, closed_on=unit.closed_on
    )
    tx.publish(event, sequence=changed.version)
    await restore_with(tx, changed, dissolved_on=unit.closed_on)
    await resume_checks(tx, org_code, ended_on=unit.closed_on, document=document)
    return changed
