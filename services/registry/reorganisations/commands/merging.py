"""A unit is merged into another one, which takes over all that it holds; or a new unit takes over a part of it."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from services.registry.network.commands import add_unit
from services.registry.network.domain import OrgUnit, OrgUnitInvalid, OrgUnitNotFound
from services.registry.network.queries import hold_unit, lock_unit, unit_of
from services.registry.network.rules import Proposal
from services.registry.network.tables import ORG_UNIT
from services.registry.party.domain import dissolved
from services.registry.party.parameters import WITH_UNIT
from services.registry.party.queries import find_active_mirror, find_organisation
from services.registry.reorganisations.commands.carrying import Asked, Handover, put_on_the_move
from services.registry.reorganisations.commands.closing import lock_decided, put_an_end, stop_intake
from services.registry.reorganisations.commands.moving import lock_tree, move_under
from services.registry.reorganisations.parameters import MERGER, SPLIT
from services.registry.reorganisations.queries.closing import find_closing
from services.registry.reorganisations.queries.ends import find_day_of_end
from services.registry.reorganisations.queries.holdings import find_open_move
from shared.clock import local_date
from shared.command import Transaction, command
from shared.refusal import FieldFault


@command
async def merge_org_unit(
    tx: Transaction, org_code: str, handover: Handover, *, version: int | None = None
) -> Asked:  # fmt: skip
    """Another unit of its kind takes over all that this one holds from a day on, the units below it too; it takes in
    nothing new, and is closed as of that day, or the one on which the last of it went, once all has gone and every
    service has cleared it. Until then the merger can be withdrawn (`withdraw_org_unit_closing`). What it has done until
    that day stays its own. The caller acts for the unit above.

    Raises what `move_holdings` does, `OrgUnitChanged`, `OrgUnitIsClosing`, `OrgUnitMoveInvalid`, `StationHasNoBranch`,
    `PartyOrganisationInvalid`.
    """
    await lock_tree(tx)
    unit = await lock_decided(tx, org_code, handover.document, version)
    await _must_dissolve(tx, unit, handover.moved_on)
    asked = await put_on_the_move(tx, unit, replace(handover, act=MERGER))
    for child in await _children_of(tx, unit):
        await move_under(tx, child, handover.to_code, on=handover.moved_on)
    await stop_intake(tx, unit, handover.document, successor_code=handover.to_code, on=handover.moved_on)
    return asked


async def _must_dissolve(tx: Transaction, unit: OrgUnit, on: date) -> None:
    """The Party organisation beside it is dissolved on that day. Raises `PartyOrganisationInvalid` where it was founded
    later."""
    code = await find_active_mirror(tx.connection, unit.org_code)
    organisation = await find_organisation(tx.connection, code) if code else None
    if organisation is not None:
        dissolved(organisation, WITH_UNIT, on=on, today=local_date(tx.now))


async def _children_of(tx: Transaction, unit: OrgUnit) -> list[OrgUnit]:
    """With all below them, for this transaction alone."""
    held = ORG_UNIT.c
    below: Any = held.org_path.bool_op("<@")(unit.org_path)
    rows = await tx.connection.execute(select(ORG_UNIT).where(below).order_by(held.org_code).with_for_update())
    return [each for each in map(unit_of, rows) if each.parent_code == unit.org_code and each.is_active]


@command
async def split_org_unit(tx: Transaction, org_code: str, proposal: Proposal, handover: Handover) -> Asked:
    """A new unit beside this one takes over a part of what it holds, from the day on which it is established.

    Raises what `establish_org_unit` and `move_holdings` do.
    """
    tx.concerns(f"org-unit {org_code}", purpose=handover.document)
    unit = await hold_unit(tx.connection, org_code)
    if unit is None:
        raise OrgUnitNotFound(org_code=org_code)
    tx.caller.must_cover(unit.org_path)
    try:
        await add_unit(tx, proposal)
    except OrgUnitInvalid as refused:
        raise OrgUnitInvalid(fields=[_of_the_split(fault) for fault in refused.fields]) from refused
    return await put_on_the_move(tx, unit, replace(handover, to_code=proposal.org_code, act=SPLIT))


def _of_the_split(fault: FieldFault) -> FieldFault:
    """The new unit is established on the day on which it takes over."""
    return replace(fault, field="moved_on") if fault.field == "established_on" else fault


@command
async def finish_merger(tx: Transaction, org_code: str) -> date | None:
    """All has gone, and every service has cleared it: the unit is closed as of the day of the merger, or the later one
    on which the last of it went. None where it was withdrawn meanwhile, something still goes, or that day is to come.
    Raises `OrgUnitOccupied`, `PartyOrganisationInvalid`."""
    tx.concerns(f"org-unit {org_code}")
    unit = await lock_unit(tx.connection, org_code)
    closing = await find_closing(tx.connection, org_code)
    if closing is None or closing.merged_on is None or await find_open_move(tx.connection, org_code) is not None:
        return None
    on = await find_day_of_end(tx.connection, closing)
    if on > local_date(tx.now):
        return None
    await put_an_end(tx, unit, closing, on)
    return on
