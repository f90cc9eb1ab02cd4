"""Moving a unit to another parent, and taking back a move that was recorded wrongly."""

from datetime import date

from sqlalchemy import case, func, select, text, update

from services.registry.network.commands import end_terms, keep_unit, write_term
from services.registry.network.domain import Aspect, OrgUnit, OrgUnitChanged, Term
from services.registry.network.queries import list_recorders, list_terms, lock_unit
from services.registry.network.tables import ORG_UNIT
from services.registry.party.commands import move_with
from services.registry.reorganisations.domain import (
    MovedByOneself,
    NoMove,
    ReturnBlocked,
    has_stood_below,
    placed_under,
)
from services.registry.reorganisations.queries.paths import PATHS, list_parents, list_up_to
from services.registry.reorganisations.rules import Moving, check_move
from shared.auth.hands import are_of
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.ltree import LTREE
from shared.events.registry import OrgUnitMoved, OrgUnitMoveRevoked

# Of two moves at once the later one sees where the other has put the units.
_ONE_AT_A_TIME = text("LOCK TABLE org_unit IN SHARE ROW EXCLUSIVE MODE")


@command
async def move_org_unit(
    tx: Transaction,
    org_code: str,
    *,
    parent_code: str,
    document: str,
    moved_on: date | None = None,
    version: int | None = None,
) -> OrgUnit:
    """Put a unit, with all below it, under another one, as of today unless said otherwise; its code stays.

    The caller acts for both units above. Raises `OrgUnitNotFound`, `OutOfScope`, `OrgUnitChanged`, `OrgUnitIsClosed`,
    `OrgUnitIsClosing`, `OrgUnitMoveInvalid`, `StationHasNoBranch`.
    """
    tx.concerns(f"org-unit {org_code}", purpose=document)
    unit = await _locked(tx, org_code, version)
    return await move_under(tx, unit, parent_code, on=moved_on or local_date(tx.now))


async def move_under(tx: Transaction, unit: OrgUnit, parent_code: str, *, on: date) -> OrgUnit:
    """Part of a command that has the table and the unit for itself. Raises `OutOfScope`, `OrgUnitIsClosed`,
    `OrgUnitIsClosing`, `OrgUnitMoveInvalid`, `StationHasNoBranch`."""
    unit.must_take_in()
    over = await list_up_to(tx.connection, parent_code)
    if over:
        tx.caller.must_cover(over[-1].org_path)
    check_move(Moving(unit, over, on, local_date(tx.now)))
    changed = placed_under(unit, over[-1], since=on)
    await _place(tx, unit, changed)
    await write_term(tx, unit.org_code, Aspect.PARENT, Term(on, parent_code))
    event = OrgUnitMoved(
        org_code=unit.org_code,
        org_path=changed.org_path,
        kind=unit.kind.value,
        from_path=unit.org_path,
        from_parent_code=unit.parent_code or "",
        to_parent_code=parent_code,
        moved_on=on,
    )
    tx.publish(event, sequence=changed.version)
    await move_with(tx, changed, from_path=unit.org_path, on=on)
    return changed


@command
async def revoke_org_unit_move(tx: Transaction, org_code: str, *, document: str, version: int | None = None) -> OrgUnit:
    """The last move was recorded wrongly: the unit stands where it stood before, as if it had not been moved. Another
    one says so than who moved it.

    Raises `OrgUnitNotFound`, `OutOfScope`, `OrgUnitChanged`, `OrgUnitIsClosed`, `MovedByOneself`, `NoMove`,
    `ReturnBlocked`, `StationHasNoBranch`.
    """
    tx.concerns(f"org-unit {org_code}", purpose=document)
    unit = await _locked(tx, org_code, version)
    if unit.moved_on is not None:
        by = await list_recorders(tx.connection, org_code, Aspect.PARENT, unit.moved_on)
        if are_of(tx.caller.hands, by):
            raise MovedByOneself
    return await put_back(tx, unit)


async def put_back(tx: Transaction, unit: OrgUnit) -> OrgUnit:
    """Part of a command that has the table and the unit, with all below it, for itself. Raises `OrgUnitIsClosed`,
    `OrgUnitIsClosing`, `NoMove`, `ReturnBlocked`, `StationHasNoBranch`."""
    org_code = unit.org_code
    unit.must_take_in()
    terms = await list_terms(tx.connection, org_code, Aspect.PARENT)
    if len(terms) < 2:
        raise NoMove
    before, last = terms[-2:]
    over = await list_up_to(tx.connection, str(before.value))
    parent = over[-1]
    parents = await list_parents(tx.connection)
    if not parent.takes_in or has_stood_below(parent.org_code, org_code, parents, since=last.since):
        raise ReturnBlocked
    changed = placed_under(unit, parent, since=before.since if len(terms) > 2 else None)
    await _place(tx, unit, changed)
    await end_terms(tx, org_code, Aspect.PARENT, {last.since})
    event = OrgUnitMoveRevoked(
        org_code=org_code,
        org_path=changed.org_path,
        kind=unit.kind.value,
        from_path=unit.org_path,
        from_parent_code=unit.parent_code or "",
        to_parent_code=parent.org_code,
        moved_on=last.since,
    )
    tx.publish(event, sequence=changed.version)
    await move_with(tx, changed, from_path=unit.org_path, on=last.since)
    return changed


async def _locked(tx: Transaction, org_code: str, version: int | None) -> OrgUnit:
    """The unit, for this transaction alone, with all below it: nobody writes by their old paths."""
    await lock_tree(tx)
    unit = await lock_unit(tx.connection, org_code)
    unit.must_be_decided_by(tx.caller)
    if version not in {None, unit.version}:
        raise OrgUnitChanged
    below = select(ORG_UNIT.c.org_code).where(ORG_UNIT.c.org_path.bool_op("<@")(unit.org_path))
    await tx.connection.execute(below.order_by(ORG_UNIT.c.org_code).with_for_update())
    return unit


async def lock_tree(tx: Transaction) -> None:
    """Nobody else moves a unit until the transaction ends."""
    await tx.connection.execute(_ONE_AT_A_TIME)


async def _place(tx: Transaction, unit: OrgUnit, changed: OrgUnit) -> None:
    """Whatever is kept by the path of the unit, or of one below it, is kept by the new one."""
    old = func.text2ltree(unit.org_path, type_=LTREE())
    new = func.text2ltree(changed.org_path, type_=LTREE())
    for column in PATHS:
        rest = func.subpath(column, func.nlevel(old), type_=LTREE())
        path = case((column == old, new), else_=new.op("||", return_type=LTREE())(rest))
        at_or_below = column.bool_op("<@")(unit.org_path)
        await tx.connection.execute(update(column.table).where(at_or_below).values({column.name: path}))
    await keep_unit(tx, changed)
