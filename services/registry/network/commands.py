"""Establishing, renaming and closing org units."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import insert, update

from services.registry.database import refusing
from services.registry.divisions.queries import find_division
from services.registry.network.domain import (
    CentreExists,
    OrgCodeTaken,
    OrgUnit,
    OrgUnitChanged,
    OrgUnitOccupied,
    UnitKind,
    closed,
    renamed,
)
from services.registry.network.queries import ACTIVE_CHILDREN, Occupancy, find_unit, hold_unit, lock_unit
from services.registry.network.rules import Proposal, Site, established
from services.registry.network.tables import ORG_UNIT
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import OrgUnitClosed, OrgUnitEstablished, OrgUnitRenamed


@command
async def establish_org_unit(tx: Transaction, proposal: Proposal) -> OrgUnit:
    """Add a unit to the network. Raises `OutOfScope`, `OrgCodeTaken`, `CentreExists`, `OrgUnitInvalid`."""
    tx.concerns(f"org-unit {proposal.org_code}")
    return await add_unit(tx, proposal)


async def add_unit(tx: Transaction, proposal: Proposal) -> OrgUnit:
    """Within another command. Raises `OutOfScope`, `OrgCodeTaken`, `CentreExists`, `OrgUnitInvalid`."""
    site = await _site(tx, proposal)
    if await find_unit(tx.connection, proposal.org_code) is not None:
        raise OrgCodeTaken(org_code=proposal.org_code)
    unit = established(proposal, site)
    taken = {"pk_org_unit": OrgCodeTaken(org_code=unit.org_code), "uq_org_unit_active_centre": CentreExists()}
    with refusing(taken):
        await tx.connection.execute(insert(ORG_UNIT).values(asdict(unit)))
    tx.publish(_established(unit), sequence=unit.version)
    return unit


@command
async def rename_org_unit(
    tx: Transaction, org_code: str, *, name: str, renamed_on: date | None = None, version: int | None = None
) -> OrgUnit:
    """Give a unit another official name, as of today unless said otherwise. The same name again changes nothing.

    `version` is the one that was decided on, where it is known. Raises `OrgUnitNotFound`, `OutOfScope`,
    `OrgUnitChanged`, `OrgUnitIsClosed`, `RenamingDateInvalid`.
    """
    tx.concerns(f"org-unit {org_code}")
    unit = await lock_unit(tx.connection, org_code)
    tx.caller.must_cover(unit.org_path)
    if version not in {None, unit.version}:
        raise OrgUnitChanged
    today = local_date(tx.now)
    on = renamed_on or today
    changed = renamed(unit, name, on=on, today=today)
    if name == unit.name:
        return unit
    await _keep(tx, changed)
    event = OrgUnitRenamed(org_code=org_code, org_path=unit.org_path, kind=unit.kind.value, name=name, renamed_on=on)
    tx.publish(event, sequence=changed.version)
    return changed


@command
async def close_org_unit(
    tx: Transaction, org_code: str, *, occupancies: Sequence[Occupancy], closed_on: date | None = None
) -> OrgUnit:
    """Close a unit that holds nothing active any more, as of today unless said otherwise.

    Raises `OrgUnitNotFound`, `OutOfScope`, `OrgUnitIsClosed`, `ClosureDateInvalid`, `OrgUnitOccupied` (rule R10).
    """
    tx.concerns(f"org-unit {org_code}")
    unit = await lock_unit(tx.connection, org_code)
    tx.caller.must_cover(unit.org_path)
    today = local_date(tx.now)
    on = closed_on or today
    changed = closed(unit, on=on, today=today)
    found = [await occupancy.fault(tx.connection, org_code) for occupancy in (ACTIVE_CHILDREN, *occupancies)]
    faults = [fault for fault in found if fault is not None]
    if faults:
        raise OrgUnitOccupied(org_code=org_code, fields=faults)
    await _keep(tx, changed)
    event = OrgUnitClosed(org_code=org_code, org_path=unit.org_path, kind=unit.kind.value, closed_on=on)
    tx.publish(event, sequence=changed.version)
    return changed


async def _site(tx: Transaction, proposal: Proposal) -> Site:
    """Where the unit is to stand; the parent cannot close meanwhile. Raises `OutOfScope`."""
    parent = await hold_unit(tx.connection, proposal.parent_code) if proposal.parent_code else None
    if parent is not None:
        tx.caller.must_cover(parent.org_path)
    elif proposal.kind is UnitKind.CENTRE:
        tx.caller.must_cover(proposal.org_code)
    division = await find_division(tx.connection, proposal.division_code) if proposal.division_code else None
    return Site(parent, division, local_date(tx.now))


async def _keep(tx: Transaction, unit: OrgUnit) -> None:
    columns = ("name", "renamed_on", "closed_on", "version")
    changed = {column: getattr(unit, column) for column in columns}
    await tx.connection.execute(update(ORG_UNIT).where(ORG_UNIT.c.org_code == unit.org_code).values(changed))


def _established(unit: OrgUnit) -> OrgUnitEstablished:
    return OrgUnitEstablished(
        org_code=unit.org_code,
        org_path=unit.org_path,
        kind=unit.kind.value,
        host_kind=unit.host_kind.value,
        name=unit.name,
        parent_code=unit.parent_code,
        division_code=unit.division_code,
        established_on=unit.established_on,
    )
