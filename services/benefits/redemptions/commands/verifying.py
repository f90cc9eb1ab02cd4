"""What a merchant is answered about a code: yes or no, the surname, the agreement, the uses left, and nothing else.

A code that is none, has expired, was used, or belongs to somebody else's shop at the moment is answered alike, and
counts as a wrong one. What is compared are keyed digests, by an index: how long that takes says nothing of the digits.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import update

from services.benefits.directory.queries import MOST_MERGES
from services.benefits.redemptions.domain import Misses, Sale, code_digests, uses_left, why_not
from services.benefits.redemptions.parameters import CODE_NOT_VALID, HELD_FOR
from services.benefits.redemptions.queries import HOLDER_OF_SHOWN, Holder, Shop, count_used, holder_in, lock_shop
from services.benefits.redemptions.tables import MERCHANT_CLERK
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.driver import DriverStatement
from shared.events.benefits import DiscountVerified
from shared.privacy.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Verified:
    """What the merchant sees. No surname and no uses where he may not have it."""

    is_eligible: bool
    shop: Shop
    surname: str | None = None
    uses_left: int | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """What is kept of one."""

    code_id: UUID
    person_id: UUID
    surname: str | None
    events: int
    holder: Holder


@dataclass(frozen=True, slots=True)
class Shown:
    """A code that is good at a shop, and what speaks against it."""

    code: Code
    reason: str | None
    uses_left: int | None


@command(keeps_answer=False)
async def verify_discount_code(tx: Transaction, digits: str, *, keyring: Keyring) -> Verified:
    """Raises `NotAClerkOfAShop`, `TooManyWrongCodes`."""
    shop = await must_be_at_a_shop(tx)
    row = await find_code(tx, shop, digits, keyring)
    if row is None:
        await count_miss(tx, shop)
        tx.concerns(f"merchant-agreement {shop.entry_id}", result=CODE_NOT_VALID)
        return Verified(False, shop)
    shown = await judge(tx, shop, row, local_date(tx.now))
    result = "not-eligible" if shown.reason else "eligible"
    tx.concerns(f"merchant-agreement {shop.entry_id}", purpose=f"discount-code {row.code_id}", result=result)
    holds = None if shown.reason else shop.entry_id
    values = {"code_id": row.code_id, "holds": holds, "now": tx.now, "until": tx.now + HELD_FOR}
    await _ANSWERED.fetch(tx.connection, values)
    event = DiscountVerified(
        code_id=row.code_id,
        entry_id=shop.entry_id,
        person_id=row.holder.person_id,
        org_code=shop.org_code,
        org_path=shop.org_path,
        result=result,
        reason=shown.reason,
    )
    tx.publish(event, sequence=row.events + 1, synthetic=row.holder.synthetic)
    if shown.reason:
        return Verified(False, shop)
    return Verified(True, shop, row.surname, shown.uses_left)


async def must_be_at_a_shop(tx: Transaction) -> Shop:
    """The caller's shop; until the transaction ends he asks nothing else. Raises `NotAClerkOfAShop`,
    `TooManyWrongCodes`."""
    shop = await lock_shop(tx.connection, tx.caller)
    tx.concerns(f"merchant-agreement {shop.entry_id}")
    Misses(shop.misses, shop.misses_since).must_be_few(tx.now)
    return shop


# The code, for this transaction alone to change, and in the same statement whoever shows it.
_KEPT = """WITH RECURSIVE shown AS (
    SELECT code_id, person_id, surname, events FROM discount_code
    WHERE digest = ANY (CAST(:digests AS bytea[])) AND revoked_at IS NULL"""
_LOCKED = f"LIMIT 1 FOR UPDATE) {HOLDER_OF_SHOWN}"
# Before it expires, unless another shop holds it; after that where it is held.
_GOOD = DriverStatement(f"""{_KEPT} AND used_at IS NULL AND (
        (held_by = :entry_id AND held_until > :now)
        OR (expires_at > :now AND (held_by IS NULL OR held_by = :entry_id OR held_until <= :now))
    ) {_LOCKED}""")
_USED = DriverStatement(f"{_KEPT} AND used_at IS NOT NULL AND held_by = :entry_id AND held_until > :now {_LOCKED}")
# Once it has expired, asking again holds it no longer than was said before.
_ANSWERED = DriverStatement("""
    UPDATE discount_code SET events = events + 1, held_by = coalesce(CAST(:holds AS uuid), held_by),
        held_until = CASE WHEN CAST(:holds AS uuid) IS NULL OR expires_at <= CAST(:now AS timestamptz) THEN held_until
            ELSE CAST(:until AS timestamptz) END
    WHERE code_id = :code_id
""")


async def find_code(tx: Transaction, shop: Shop, digits: str, keyring: Keyring) -> Code | None:
    """One that is good at the shop now."""
    return await _lock_code(tx, _GOOD, shop, digits, keyring)


async def find_used_code(tx: Transaction, shop: Shop, digits: str, keyring: Keyring) -> Code | None:
    """One that was redeemed at the shop, and could be still if it had not been."""
    return await _lock_code(tx, _USED, shop, digits, keyring)


async def _lock_code(tx: Transaction, good: DriverStatement, shop: Shop, digits: str, keyring: Keyring) -> Code | None:
    digests, on = code_digests(keyring.fingerprint_secrets.values(), digits), local_date(tx.now)
    values = {"digests": digests, "entry_id": shop.entry_id, "now": tx.now, "day": on, "most": MOST_MERGES}
    rows = await good.fetch(tx.connection, values)
    if not rows:
        return None
    own = {name: rows[0][name] for name in ("code_id", "person_id", "surname", "events")}
    return Code(**own, holder=holder_in(rows, on))


async def judge(tx: Transaction, shop: Shop, row: Code, on: date, *, sale: Sale | None = None) -> Shown:
    """Whether whoever shows the code may have the discount once more; where it is counted by the class of licence, that
    is told once it is known what is sold."""
    reason = why_not(shop.terms, row.holder.redeemer, on)
    if reason or shop.most_each is None or (shop.is_by_class and sale is None):
        return Shown(row, reason, None)
    licence_class = sale.licence_class if sale else None
    used = await count_used(tx.connection, shop, row.holder.person_id, on, licence_class=licence_class)
    left = uses_left(shop.most_each, used)
    return Shown(row, None if left else "limit-reached", left)


async def count_miss(tx: Transaction, shop: Shop) -> None:
    """A wrong code more."""
    missed = Misses(shop.misses, shop.misses_since).one_more(tx.now)
    own = MERCHANT_CLERK.c.account_id == tx.caller.account_id
    await tx.connection.execute(
        update(MERCHANT_CLERK).where(own).values(misses=missed.count, misses_since=missed.since)
    )
