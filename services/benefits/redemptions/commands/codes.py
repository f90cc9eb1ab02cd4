"""Codes: shown for a minute to who asks for one himself, printed for who has no telephone; revoked; forgotten."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from secrets import randbelow
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.redemptions.domain import (
    CodesExhausted,
    DiscountCodeInvalid,
    DiscountCodeOver,
    DiscountHolderUnknown,
    TooManyCodes,
    code_digests,
)
from services.benefits.redemptions.parameters import (
    DIGITS,
    KEPT_FOR,
    MOST_CODES,
    ONE_TIME,
    ONE_TIME_LASTS,
    PRINTED,
    PRINTED_LASTS,
)
from services.benefits.redemptions.queries import Holder, find_holder, get_printed
from services.benefits.redemptions.tables import DISCOUNT_CODE
from shared.clock import end_of, local_date
from shared.command import Transaction, command
from shared.command.hourly import limit_hourly
from shared.ids import new_id
from shared.privacy.keyring import Keyring
from shared.refusal import FieldFault

_CODE = DISCOUNT_CODE.c
_TRIES = 8
"""Of a million codes some hundreds are out at a time: eight in a row that are taken are no chance."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What a printed code says: a masked surname, its last day, and what it rests on."""

    surname: str
    until: date
    document: str


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code as it is shown, this once."""

    code_id: UUID
    digits: str
    expires_at: datetime


@command(keeps_answer=False)
async def show_discount_code(tx: Transaction, person_id: UUID, *, surname: str, keyring: Keyring) -> ShownCode:
    """A code of one's own, for a minute; the one before is worth nothing any more. `surname` is masked.

    Raises `DiscountHolderUnknown`, `TooManyCodes`, `CodesExhausted`.
    """
    await limit_hourly(tx, MOST_CODES, TooManyCodes)
    holder = await _holder(tx, person_id)
    before = (_CODE.person_id == holder.person_id, _CODE.kind == ONE_TIME, _CODE.used_at.is_(None))
    await tx.connection.execute(delete(DISCOUNT_CODE).where(*before, _CODE.held_until.is_(None)))
    own = {"kind": ONE_TIME, "surname": surname, "expires_at": tx.now + ONE_TIME_LASTS}
    return await _issue(tx, holder, own, keyring)


@command(keeps_answer=False)
async def print_discount_code(tx: Transaction, person_id: UUID, paper: Paper, *, keyring: Keyring) -> ShownCode:
    """A code on paper until the end of a day, to be redeemed once.

    Raises `DiscountCodeInvalid`, `DiscountHolderUnknown`, `CodesExhausted`.
    """
    tx.concerns(f"person {person_id}", purpose=paper.document)
    today = local_date(tx.now)
    if not today <= paper.until <= today + PRINTED_LASTS:
        zh, en = "从今天起，不超过一年。", "From today on, and within a year."
        raise DiscountCodeInvalid(fields=[FieldFault("until", "out-of-range", zh, en)])
    holder = await _holder(tx, person_id)
    own = {"kind": PRINTED, "surname": paper.surname, "expires_at": end_of(paper.until), "document": paper.document}
    return await _issue(tx, holder, own, keyring)


@command
async def revoke_discount_code(tx: Transaction, code_id: UUID, *, reason: str) -> None:
    """A printed code is worth nothing any more. Raises `DiscountCodeNotFound`, `DiscountCodeOver`."""
    tx.concerns(f"discount-code {code_id}", purpose=reason)
    row = await get_printed(tx.connection, code_id, lock=True)
    if row.revoked_at is not None or row.used_at is not None or row.expires_at <= tx.now:
        raise DiscountCodeOver
    gone = {"revoked_at": tx.now, "surname": None}
    await tx.connection.execute(update(DISCOUNT_CODE).where(_CODE.code_id == code_id).values(gone))


async def forget_codes(connection: AsyncConnection, person_ids: Collection[UUID]) -> Collection[UUID]:
    """Not a command: the consumer does it with the event of an erasure, and commits."""
    gone = delete(DISCOUNT_CODE).where(_CODE.person_id.in_(person_ids)).returning(_CODE.person_id)
    return set((await connection.execute(gone)).scalars())


async def _holder(tx: Transaction, person_id: UUID) -> Holder:
    holder = await find_holder(tx.connection, person_id, local_date(tx.now))
    if not holder.is_known:
        raise DiscountHolderUnknown
    return holder


async def _issue(tx: Transaction, holder: Holder, own: dict[str, Any], keyring: Keyring) -> ShownCode:
    """Digits that nobody has at the moment."""
    await _sweep(tx)
    line = {
        **own,
        "person_id": holder.person_id,
        "synthetic": holder.synthetic,
        "issued_at": tx.now,
        "issued_by": tx.caller.account_id,
        "events": 0,
    }
    length = DIGITS[own["kind"]]
    for _ in range(_TRIES):
        digits = f"{randbelow(10**length):0{length}}"
        digest, *_others = code_digests(keyring.fingerprint_secrets.values(), digits)
        code_id = new_id()
        made = insert(DISCOUNT_CODE).values(**line, code_id=code_id, digest=digest).on_conflict_do_nothing()
        if (await tx.connection.execute(made)).rowcount:
            return ShownCode(code_id, digits, own["expires_at"])
    raise CodesExhausted


async def _sweep(tx: Transaction) -> None:
    """One-time codes that can be used no more are forgotten, and of printed ones the surname."""
    over = func.greatest(_CODE.expires_at, func.coalesce(_CODE.held_until, _CODE.expires_at)) < tx.now - KEPT_FOR
    gone = select(_CODE.code_id).where(over, _CODE.kind == ONE_TIME).limit(100).with_for_update(skip_locked=True)
    await tx.connection.execute(delete(DISCOUNT_CODE).where(_CODE.code_id.in_(gone)))
    stale = (over, _CODE.kind == PRINTED, _CODE.surname.is_not(None))
    paper = select(_CODE.code_id).where(*stale).limit(100).with_for_update(skip_locked=True)
    await tx.connection.execute(update(DISCOUNT_CODE).where(_CODE.code_id.in_(paper)).values(surname=None))
