"""A discount is given, or refused with a reason, which is kept; taken back where the sale did not stand."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, func, insert, select, update

from services.benefits.redemptions.commands.verifying import (
    Shown,
    count_miss,
    find_code,
    find_used_code,
    judge,
    must_be_at_a_shop,
)
from services.benefits.redemptions.domain import RedemptionNotStanding, Sale, order_digest, order_hash
from services.benefits.redemptions.parameters import CODE_NOT_VALID, HELD_FOR, REDEEMED, REJECTED, REVERSED
from services.benefits.redemptions.queries import Shop, get_of_shop, get_redemption
from services.benefits.redemptions.tables import DISCOUNT_CODE, REDEMPTION
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.locks import of_text
from shared.events.benefits import DiscountRedeemed, DiscountRejected, DiscountReversed
from shared.ids import new_id
from shared.privacy.keyring import Keyring

_HELD = REDEMPTION.c
CODE_USED, DUPLICATE = "code-used", "duplicate-order"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `redemption_id` is None where there was no such code."""

    redemption_id: UUID | None
    reason: str | None
    paid_fen: int | None = None
    saved_fen: int | None = None


@command
async def redeem_discount(tx: Transaction, digits: str, sale: Sale, *, keyring: Keyring) -> Outcome:
    """Give the discount on what is sold to whoever showed the code. The same sale by the same code again is answered
    as before; another one by it is refused.

    Raises `NotAClerkOfAShop`, `TooManyWrongCodes`, `SaleInvalid`.
    """
    shop = await must_be_at_a_shop(tx)
    sale.must_fit(shop.base, is_by_class=shop.is_by_class)
    # What a shop redeems it redeems one after the other: limits, orders.
    await tx.connection.execute(select(func.pg_advisory_xact_lock(*of_text(f"redemptions {shop.entry_id}"))))
    row = await find_code(tx, shop, digits, keyring)
    if row is None:
        return await _without_a_good_code(tx, shop, digits, sale, keyring)
    shown = await judge(tx, shop, row, local_date(tx.now), sale=sale)
    if shown.reason is None and await _is_redeemed(tx, shop, sale):
        shown = replace(shown, reason=DUPLICATE)
    return await (_give if shown.reason is None else _refuse)(tx, shop, shown, sale, keyring)


async def _without_a_good_code(tx: Transaction, shop: Shop, digits: str, sale: Sale, keyring: Keyring) -> Outcome:
    """The same sale once more, another sale by a code that was used, or no code."""
    used = await find_used_code(tx, shop, digits, keyring)
    if used is None:
        await count_miss(tx, shop)
        tx.concerns(f"merchant-agreement {shop.entry_id}", result=CODE_NOT_VALID)
        return Outcome(None, CODE_NOT_VALID)
    by_it = select(REDEMPTION).where(_HELD.code_id == used.code_id, _HELD.state != REJECTED)
    had = (await tx.connection.execute(by_it)).one()
    same = (had.order_hash, had.price_fen, had.general_bp, had.licence_class, had.state)
    own = (order_hash(shop.entry_id, sale.order_no), sale.price_fen, sale.general_bp, sale.licence_class, REDEEMED)
    if same == own:
        tx.concerns(f"redemption {had.redemption_id}")
        return _outcome(had)
    shown = await judge(tx, shop, used, local_date(tx.now), sale=sale)
    return await _refuse(tx, shop, replace(shown, reason=CODE_USED), sale, keyring)


async def _is_redeemed(tx: Transaction, shop: Shop, sale: Sale) -> bool:
    order = (_HELD.entry_id == shop.entry_id, _HELD.order_hash == order_hash(shop.entry_id, sale.order_no))
    return bool(await tx.connection.scalar(select(exists().where(*order, _HELD.state == REDEEMED))))


def _line(tx: Transaction, shop: Shop, shown: Shown, sale: Sale, keyring: Keyring) -> dict[str, Any]:
    return {
        "redemption_id": new_id(),
        "entry_id": shop.entry_id,
        "code_id": shown.code.code_id,
        "person_id": shown.code.holder.person_id,
        "synthetic": shown.code.holder.synthetic,
        "order_no": sale.order_no,
        "order_hash": order_hash(shop.entry_id, sale.order_no),
        "order_digest": order_digest(next(iter(keyring.fingerprint_secrets.values())), shop.entry_id, sale.order_no),
        "price_fen": sale.price_fen,
        "general_bp": sale.general_bp,
        "base_fen": sale.base_fen,
        "licence_class": sale.licence_class,
        "redeemed_on": local_date(tx.now),
        "redeemed_at": tx.now,
        "redeemed_by": tx.caller.account_id,
    }


def _who(line: dict[str, Any], shop: Shop) -> dict[str, Any]:
    """What every event about it says."""
    own = {name: line[name] for name in ("redemption_id", "entry_id", "person_id")}
    return {**own, "order_hash": line["order_digest"], "org_code": shop.org_code, "org_path": shop.org_path}


async def _give(tx: Transaction, shop: Shop, shown: Shown, sale: Sale, keyring: Keyring) -> Outcome:
    line = _line(tx, shop, shown, sale, keyring)
    paid = sale.paid_fen(shop.rate_bp or 0)
    await tx.connection.execute(insert(REDEMPTION).values(**line, paid_fen=paid, state=REDEEMED))
    used = {"used_at": tx.now, "surname": None, "held_by": shop.entry_id, "held_until": tx.now + HELD_FOR}
    await tx.connection.execute(update(DISCOUNT_CODE).where(DISCOUNT_CODE.c.code_id == line["code_id"]).values(used))
    tx.concerns(f"redemption {line['redemption_id']}", purpose=f"merchant-agreement {shop.entry_id}")
    saved = sale.base_fen - paid
    event = DiscountRedeemed(
        **_who(line, shop), base_fen=sale.base_fen, saved_fen=saved, redeemed_on=line["redeemed_on"]
    )
    tx.publish(event, sequence=1, synthetic=shown.code.holder.synthetic)
    return Outcome(line["redemption_id"], None, paid, saved)


async def _refuse(tx: Transaction, shop: Shop, shown: Shown, sale: Sale, keyring: Keyring) -> Outcome:
    line, reason = _line(tx, shop, shown, sale, keyring), str(shown.reason)
    kept = {**line, "paid_fen": sale.base_fen, "state": REJECTED, "reason": reason}
    await tx.connection.execute(insert(REDEMPTION).values(kept))
    tx.concerns(f"redemption {line['redemption_id']}", purpose=f"merchant-agreement {shop.entry_id}", result=reason)
    event = DiscountRejected(**_who(line, shop), reason=reason, rejected_on=line["redeemed_on"])
    tx.publish(event, sequence=1, synthetic=shown.code.holder.synthetic)
    return Outcome(line["redemption_id"], reason)


def _outcome(row: Row[Any]) -> Outcome:
    return Outcome(row.redemption_id, None, row.paid_fen, row.base_fen - row.paid_fen)


@command
async def reverse_discount(tx: Transaction, redemption_id: UUID, *, reason: str, of_own_shop: bool = False) -> None:
    """The sale does not stand: the right is restored, the code stays used. `of_own_shop`: by the merchant's clerk.

    Raises `RedemptionNotFound`, `RedemptionNotStanding`, `NotAClerkOfAShop`.
    """
    tx.concerns(f"redemption {redemption_id}")
    locked = select(_HELD.redemption_id).where(_HELD.redemption_id == redemption_id).with_for_update()
    await tx.connection.execute(locked)
    find = get_of_shop if of_own_shop else get_redemption
    row = await find(tx.connection, redemption_id, tx.caller)
    if row.state != REDEEMED:
        raise RedemptionNotStanding
    back = {"state": REVERSED, "reason": reason, "reversed_at": tx.now, "reversed_by": tx.caller.account_id}
    await tx.connection.execute(update(REDEMPTION).where(_HELD.redemption_id == redemption_id).values(back))
    event = DiscountReversed(
        redemption_id=redemption_id,
        entry_id=row.entry_id,
        person_id=row.person_id,
        org_code=row.org_code,
        org_path=row.org_path,
        order_hash=row.order_digest or row.order_hash,  # as it was told when it was redeemed
        base_fen=row.base_fen,
        saved_fen=row.base_fen - row.paid_fen,
        redeemed_on=row.redeemed_on,
        reason=reason,
        reversed_on=local_date(tx.now),
    )
    tx.publish(event, sequence=2, synthetic=row.synthetic)
