"""What a unit holds goes to another one of its kind: asked for at once, and worked off piece by piece, so that a unit
with hundreds of persons waits for nobody and nothing is done twice by whoever takes it up again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, func, insert, select, update

from services.registry.network.domain import OrgUnit, OrgUnitNotFound
from services.registry.network.queries import find_unit, get_unit, hold_unit
from services.registry.reorganisations.commands.acts import ACTS, Going
from services.registry.reorganisations.commands.returning import RETURNS
from services.registry.reorganisations.domain import HoldingsOnTheMove, NothingOnTheMove
from services.registry.reorganisations.parameters import HANDOVER, KINDS, MOVED, STOPPED
from services.registry.reorganisations.queries.holdings import Part, find_open_move, get_holdings_move, list_holdings
from services.registry.reorganisations.rules import Handing, check_handing
from services.registry.reorganisations.tables import HOLDING_MOVED, HOLDINGS_MOVE
from services.registry.settings import Registrar
from shared.auth.permissions import permitted
from shared.clock import local_date
from shared.command import Transaction, Work, command
from shared.database.failures import is_transient
from shared.database.locks import of_text
from shared.idempotency.claim import IdempotencyKey
from shared.ids import new_id
from shared.refusal import Refusal

CHUNK = 50
DEFECT = {
    "outcome": "defect", "zh": "系统故障，请联系管理员。", "en": "A defect of the system; tell the administrator.",
}  # fmt: skip

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Handover:
    """Where it goes, since when, on which document; and which part of it."""

    to_code: str
    moved_on: date
    document: str
    part: Part = field(default_factory=Part)
    act: str = HANDOVER


@dataclass(frozen=True, slots=True)
class Asked:
    """The move that was asked for, and how many pieces of each kind it takes along."""

    move_id: UUID
    counts: Mapping[str, int]


@command
async def move_holdings(tx: Transaction, org_code: str, handover: Handover) -> Asked:
    """All that a unit holds, or a part of it, goes to another unit of its kind; a rehearsal says how many of each.

    The caller acts for both units, and may do each piece by itself. Raises `OrgUnitNotFound`, `OutOfScope`,
    `OrgUnitIsClosed`, `HoldingsOnTheMove`, `HoldingsMoveInvalid`.
    """
    tx.concerns(f"org-unit {org_code}", purpose=handover.document)
    unit = await hold_unit(tx.connection, org_code)
    if unit is None:
        raise OrgUnitNotFound(org_code=org_code)
    tx.caller.must_cover(unit.org_path)
    return await put_on_the_move(tx, unit, handover)


async def put_on_the_move(tx: Transaction, unit: OrgUnit, handover: Handover) -> Asked:
    """Part of a command that holds the unit, and whose caller acts for it. Raises what `move_holdings` does."""
    unit.must_be_active()
    to = await hold_unit(tx.connection, handover.to_code)
    check_handing(Handing(unit, to, handover.moved_on, local_date(tx.now)))
    if to is not None:
        tx.caller.must_cover(to.org_path)
    await tx.connection.execute(select(func.pg_advisory_xact_lock(*of_text(f"holdings of {unit.org_code}"))))
    if await find_open_move(tx.connection, unit.org_code) is not None:
        raise HoldingsOnTheMove
    found = await list_holdings(tx.connection, unit.org_code, handover.part)
    for kind, ids in found.items():
        if ids:
            permitted(tx.caller, KINDS[kind].permission).must_cover(unit.org_path)
    items = [{"kind": kind, "item_id": each} for kind, ids in found.items() for each in ids]
    move_id = await put_down(tx, unit.org_code, handover, items)
    return Asked(move_id, {kind: len(ids) for kind, ids in found.items()})


async def put_down(
    tx: Transaction,
    from_code: str,
    handover: Handover,
    items: Sequence[Mapping[str, Any]],
    *,
    takes_back: UUID | None = None,
) -> UUID:
    """Part of a command: the move is under way. Answers its id."""
    move_id = new_id()
    line = {
        "move_id": move_id,
        "from_code": from_code,
        "to_code": handover.to_code,
        "moved_on": handover.moved_on,
        "document": handover.document,
        "act": handover.act,
        "takes_back": takes_back,
        "asked_by": tx.caller.account_id,
        "asked_for": tx.caller.on_behalf_of,
        "asked_at": tx.now,
    }
    await tx.connection.execute(insert(HOLDINGS_MOVE).values(line))
    if items:
        await tx.connection.execute(insert(HOLDING_MOVED), [{"move_id": move_id, **each} for each in items])
    return move_id


@command
async def stop_holdings_move(tx: Transaction, org_code: str, move_id: UUID, *, document: str) -> UUID:
    """What has not gone yet stays; what has gone is where it went. The caller acts for both units, as for the move.

    Raises `OrgUnitNotFound`, `OutOfScope`, `HoldingsMoveNotFound`, `NothingOnTheMove`.
    """
    tx.concerns(f"org-unit {org_code}", purpose=document)
    unit = await find_unit(tx.connection, org_code)
    if unit is None:
        raise OrgUnitNotFound(org_code=org_code)
    tx.caller.must_cover(unit.org_path)
    row = await get_holdings_move(tx.connection, org_code, move_id)
    tx.caller.must_cover((await get_unit(tx.connection, row.to_code)).org_path)
    if row.finished_at is not None:
        raise NothingOnTheMove
    await end_move(tx, move_id, STOPPED)
    return move_id


@command
async def hinder_holdings_move(tx: Transaction, move_id: UUID, *, hindrance: str) -> UUID:
    """Whoever asked for it may not do it any more."""
    tx.concerns(f"holdings-move {move_id}", purpose=hindrance)
    await end_move(tx, move_id, hindrance)
    return move_id


async def end_move(tx: Transaction, move_id: UUID, hindrance: str | None = None) -> None:
    """Part of a command: nothing more of it goes."""
    own = (HOLDINGS_MOVE.c.move_id == move_id, HOLDINGS_MOVE.c.finished_at.is_(None))
    await tx.connection.execute(update(HOLDINGS_MOVE).where(*own).values(finished_at=tx.now, hindrance=hindrance))


@command
async def carry_holdings(tx: Transaction, move_id: UUID, *, acting: Work, registrar: Registrar) -> int:
    """The next pieces of a move go; answers how many were taken up, none where another worker is at it.

    `acting` is on whose behalf: each piece is a command with a transaction, an audit row and events of its own, under a
    key of its own. This transaction holds the move meanwhile, and has what became of each.
    """
    tx.concerns(f"holdings-move {move_id}")
    held = HOLDINGS_MOVE.c
    own = select(HOLDINGS_MOVE).where(held.move_id == move_id, held.finished_at.is_(None))
    move = (await tx.connection.execute(own.with_for_update(skip_locked=True))).one_or_none()
    if move is None:
        return 0
    items = await _next_of(tx, move_id)
    for item in items:
        done = await _done(move, item, acting, registrar)
        it = HOLDING_MOVED.c.number == item.number
        await tx.connection.execute(update(HOLDING_MOVED).where(it).values(done))
    if len(items) < CHUNK:
        await end_move(tx, move_id)
    return len(items)


async def _next_of(tx: Transaction, move_id: UUID) -> Sequence[Row[Any]]:
    held = HOLDING_MOVED.c
    waiting = select(HOLDING_MOVED).where(held.move_id == move_id, held.outcome.is_(None))
    return (await tx.connection.execute(waiting.order_by(held.number).limit(CHUNK))).all()


async def _done(move: Row[Any], item: Row[Any], acting: Work, registrar: Registrar) -> dict[str, Any]:
    """What became of a piece; a defect in one is not the others'."""
    kind = KINDS[item.kind]
    caller = permitted(acting.caller, kind.back if move.takes_back else kind.permission)

    def work(step: str) -> Work:
        key = f"holdings:{move.move_id}:{item.kind}:{item.item_id}:{step}"
        return replace(acting, caller=caller, idempotency=IdempotencyKey.of(key, key.encode()))

    try:
        going = Going(move.to_code, move.moved_on, move.document, work, registrar)
        if move.takes_back:
            await RETURNS[item.kind](going, item.item_id, item.became)
            return {"outcome": MOVED}
        return {"outcome": MOVED, "became": await ACTS[item.kind](going, item.item_id)}
    except Refusal as refusal:
        zh = "".join(fault.zh for fault in refusal.fields) or refusal.sentence("zh-CN")
        en = " ".join(fault.en for fault in refusal.fields) or refusal.sentence("en")
        return {"outcome": refusal.code, "zh": zh, "en": en}
    except Exception as defect:
        if is_transient(defect):
            raise
        _log.error("holding_not_moved", move_id=str(move.move_id), kind=item.kind, exc_info=defect)
        return DEFECT
