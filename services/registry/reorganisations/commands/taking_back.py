"""A move of holdings, a merger or a split that was recorded wrongly is taken back as a whole, by somebody else: all
that went comes back as if it had not gone, units below are put back, and whatever was to be closed is not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from services.registry.network.commands import keep_unit
from services.registry.network.domain import OrgUnit
from services.registry.network.queries import hold_unit, lock_unit
from services.registry.network.tables import ORG_UNIT
from services.registry.reorganisations.commands.carrying import Asked, Handover, put_down
from services.registry.reorganisations.commands.closing import keep_open, stop_intake
from services.registry.reorganisations.commands.moving import lock_tree, put_back
from services.registry.reorganisations.domain import (
    HandedOverByOneself,
    HandoverGoneOn,
    HoldingsOnTheMove,
    NothingToTakeBack,
)
from services.registry.reorganisations.parameters import KINDS, MERGER, SPLIT
from services.registry.reorganisations.queries.closing import find_closing
from services.registry.reorganisations.queries.holdings import Part, find_open_move, get_holdings_move, list_holdings
from services.registry.reorganisations.queries.returning import (
    REPLACED,
    count_gone_on,
    list_children_moved,
    list_gone,
)
from services.registry.reorganisations.rules import Handing, check_handing
from shared.auth.hands import are_of
from shared.auth.permissions import permitted
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.locks import of_text
from shared.events.registry.org_units import OrgUnitMergerRevoked
from shared.refusal import FieldFault


@command
async def take_holdings_back(tx: Transaction, org_code: str, move_id: UUID, *, document: str) -> Asked:
    """All that went with this move comes back, on the same day, in the background. With a merger the unit is not closed
    after all, and units below it stand there again; with a split the new unit is merged back, and closes as of the day
    on which it was established. Pieces that could not come back are asked for again by the same act. The caller acts
    for both units; for a merger or a split also for the unit above.

    Raises `OrgUnitNotFound`, `OutOfScope`, `HoldingsMoveNotFound`, `HandedOverByOneself`, `HoldingsOnTheMove`,
    `NothingToTakeBack`, `HandoverGoneOn` (what stands on it is named), `HoldingsMoveInvalid`, `ReturnBlocked`.
    """
    tx.concerns(f"org-unit {org_code}", purpose=document)
    await lock_tree(tx)
    unit = await lock_unit(tx.connection, org_code)
    tx.caller.must_cover(unit.org_path)
    move = await get_holdings_move(tx.connection, org_code, move_id)
    reached = await lock_unit(tx.connection, move.to_code)
    tx.caller.must_cover(reached.org_path)
    # Whether it closes after all is decided above it, as that it was to.
    for decided in (unit,) if move.act == MERGER else (reached,) if move.act == SPLIT else ():
        decided.must_be_decided_by(tx.caller)
    await _must_be_over(tx, move)
    gone = await list_gone(tx.connection, move)
    if not gone and not await _is_pending(tx, move, unit, reached):
        raise NothingToTakeBack
    await _must_stand(tx, move, unit, reached, gone)
    if move.act == MERGER:
        await _undo_merger(tx, move, unit, document)
    asked = await _put_on_the_way_back(tx, move, reached, gone, document)
    if move.act == SPLIT and reached.takes_in:
        await stop_intake(tx, reached, document, successor_code=org_code, on=move.moved_on)
    return asked


async def _must_be_over(tx: Transaction, move: Row[Any]) -> None:
    if move.takes_back is not None:
        raise NothingToTakeBack
    if are_of(tx.caller.hands, (move.asked_by, move.asked_for)):
        raise HandedOverByOneself
    for code in sorted((move.from_code, move.to_code)):
        await tx.connection.execute(select(func.pg_advisory_xact_lock(*of_text(f"holdings of {code}"))))
        if await find_open_move(tx.connection, code) is not None:
            raise HoldingsOnTheMove


async def _is_pending(tx: Transaction, move: Row[Any], unit: OrgUnit, reached: OrgUnit) -> bool:
    """Whether a merger or a split of which nothing went is there to be taken back."""
    if move.act == MERGER:
        closing = await find_closing(tx.connection, unit.org_code)
        is_open = closing is not None and (closing.successor_code, closing.merged_on) == (move.to_code, move.moved_on)
        return is_open or any((await list_children_moved(tx.connection, move)).values())
    return move.act == SPLIT and reached.takes_in


async def _must_stand(
    tx: Transaction, move: Row[Any], unit: OrgUnit, reached: OrgUnit, gone: Sequence[Row[Any]]
) -> None:
    """Raises `HandoverGoneOn` naming all that stands on the move."""
    faults = [_closed(each) for each in (unit, reached) if not each.is_active]
    faults += [_gone_on(kind, count) for kind, count in (await count_gone_on(tx.connection, move)).items()]
    if move.act == MERGER:
        children = await list_children_moved(tx.connection, move)
        faults += [_moved_since(code) for code, stands in children.items() if not stands]
    if move.act == SPLIT and reached.is_active:
        faults += [_more_there(kind, count) for kind, count in (await _beside(tx, move, gone)).items()]
        below = select(func.count()).where(ORG_UNIT.c.parent_code == reached.org_code, ORG_UNIT.c.closed_on.is_(None))
        faults += [_units_there(count)] if (count := await tx.connection.scalar(below)) else []
    if faults:
        raise HandoverGoneOn(fields=faults)


async def _beside(tx: Transaction, move: Row[Any], gone: Sequence[Row[Any]]) -> Mapping[str, int]:
    """By kind, what the new unit holds beside what went there."""
    there = await list_holdings(tx.connection, move.to_code, Part())
    went = {(each.kind, each.became if each.kind in REPLACED else each.item_id) for each in gone}
    more = {kind: sum((kind, each) not in went for each in ids) for kind, ids in there.items()}
    return {kind: count for kind, count in more.items() if count}


async def _undo_merger(tx: Transaction, move: Row[Any], unit: OrgUnit, document: str) -> None:
    closing = await find_closing(tx.connection, unit.org_code)
    if closing is not None and closing.successor_code == move.to_code:
        unit = await keep_open(tx, unit, closing, document)
    stands = replace(unit, version=unit.version + 1)
    await keep_unit(tx, stands)
    event = OrgUnitMergerRevoked(
        org_code=unit.org_code,
        org_path=unit.org_path,
        kind=unit.kind.value,
        successor_code=move.to_code,
        merged_on=move.moved_on,
    )
    tx.publish(event, sequence=stands.version)
    for code in await list_children_moved(tx.connection, move):
        child = await lock_unit(tx.connection, code)
        if child.is_active:
            below = select(ORG_UNIT.c.org_code).where(ORG_UNIT.c.org_path.bool_op("<@")(child.org_path))
            await tx.connection.execute(below.order_by(ORG_UNIT.c.org_code).with_for_update())
            await put_back(tx, child)


async def _put_on_the_way_back(
    tx: Transaction, move: Row[Any], reached: OrgUnit, gone: Sequence[Row[Any]], document: str
) -> Asked:
    back = Handover(move.from_code, move.moved_on, document)
    to = await hold_unit(tx.connection, move.from_code)
    check_handing(Handing(reached, to, move.moved_on, local_date(tx.now)))
    counts: dict[str, int] = dict.fromkeys(KINDS, 0)
    for each in gone:
        counts[each.kind] += 1
    for kind in (kind for kind, count in counts.items() if count):
        permitted(tx.caller, KINDS[kind].back).must_cover(reached.org_path)
    items = [{"kind": each.kind, "item_id": each.item_id, "became": each.became} for each in gone]
    return Asked(await put_down(tx, reached.org_code, back, items, takes_back=move.move_id), counts)


def _closed(unit: OrgUnit) -> FieldFault:
    zh = f"“{unit.name}”已于 {unit.closed_on} 撤销，请先撤回撤销。"
    en = f"{unit.name} was closed on {unit.closed_on}; take its closure back first."
    return FieldFault("code", "unit-closed", zh, en)


def _gone_on(kind: str, count: int) -> FieldFault:
    zh = f"{KINDS[kind].zh}：{count} 项在移交以后又有变动。"
    return FieldFault("code", f"{kind}-gone-on", zh, f"{KINDS[kind].en}: {count} changed again after the move.")


def _more_there(kind: str, count: int) -> FieldFault:
    zh = f"{KINDS[kind].zh}：新机构另有 {count} 项不是这次移交的。"
    return FieldFault("code", f"{kind}-there", zh, f"{KINDS[kind].en}: {count} more at the new unit.")


def _units_there(count: int) -> FieldFault:
    return FieldFault(
        "code", "units-there", f"新机构下有 {count} 个下级机构。", f"Units stand under the new one: {count}."
    )


def _moved_since(code: str) -> FieldFault:
    zh, en = f"下级机构 {code} 此后又调整了隶属。", f"The unit {code} below it was moved again since."
    return FieldFault("code", "unit-moved-since", zh, en)
