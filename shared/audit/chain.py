"""The chain of audit rows: each link holds a digest of the row and of the link before it.

Whoever changes, removes or reorders rows must compute every later digest anew, and then differs from the digests that
the worker's log has kept of every stretch. A digest takes no key: it shows what was changed afterwards, not who wrote.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Row, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.audit.tables import AUDIT, AUDIT_CHAIN
from shared.database.locks import CHAIN

LINKS_AT_ONCE = 1_000
# What the digest is of, in this order. A column that is added later stays out of it.
DIGESTED = (
    "audit_id", "recorded_at", "account_id", "on_behalf_of", "action", "subject", "purpose", "address", "result",
    "correlation_id",
)  # fmt: skip

_TRY_LOCK = select(func.pg_try_advisory_xact_lock(*CHAIN))
# Asked before the horizon: whoever was given one of these numbers had its transaction's id by then. And asked of the
# sequence, not of the rows: a row with a number of somebody's choice must not seem to end the audit.
_HIGHEST = text(
    "SELECT coalesce(pg_sequence_last_value(CAST(pg_get_serial_sequence('audit', 'audit_id') AS regclass)), 0)"
)
_HORIZON = text("""
    SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) AS oldest_running,
           CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint) AS next_transaction
""")
_LAST = select(AUDIT_CHAIN.c.position, AUDIT_CHAIN.c.digest).order_by(AUDIT_CHAIN.c.position.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the chain and the digest there."""

    position: int
    digest: bytes


BEGINNING = Link(0, bytes(32))


@dataclass(frozen=True, slots=True)
class Reached:
    """How far one writer knows the audit to be chained, so that it need not look at all of it again each time.

    All ids up to `floor` are chained or will never come. All up to `seen` were given out by transactions older than
    `transaction`: once those have ended, and what they committed is chained, `seen` is the floor. (The relay finds the
    rows of the outbox by the same reasoning: shared/outbox/position.py.)
    """

    floor: int = 0
    seen: int = 0
    transaction: int = 0


def digest_of(before: bytes, row: Row[Any]) -> bytes:
    """Of an audit row that follows a link with the digest `before`."""
    return sha256(before + msgspec.json.encode([_written(getattr(row, name)) for name in DIGESTED])).digest()


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if value is None or isinstance(value, int) else str(value)


async def extend_chain(connection: AsyncConnection, reached: Reached) -> tuple[Reached, Link | None, bool]:
    """Chain some of the rows that have committed since, in the caller's transaction; the last link, None when there is
    nothing to chain or another writer is at it; whether as many were chained as are at once, so that more may wait."""
    if not await connection.scalar(_TRY_LOCK):
        return reached, None, False
    highest = await connection.scalar(_HIGHEST)
    horizon = (await connection.execute(_HORIZON)).one()
    rows = (await connection.execute(_unchained(reached.floor))).all()
    if horizon.oldest_running >= reached.transaction and len(rows) < LINKS_AT_ONCE:
        reached = Reached(reached.seen, highest or 0, horizon.next_transaction)
    return reached, await _add(connection, rows) if rows else None, len(rows) == LINKS_AT_ONCE


async def last_link(connection: AsyncConnection) -> Link:
    """The end of the chain."""
    row = (await connection.execute(_LAST)).first()
    return Link(row.position, row.digest) if row else BEGINNING


def _unchained(floor: int) -> Any:
    chained = select(AUDIT_CHAIN.c.audit_id).where(AUDIT_CHAIN.c.audit_id == AUDIT.c.audit_id)
    waiting = select(AUDIT).where(AUDIT.c.audit_id > floor, ~chained.exists())
    return waiting.order_by(AUDIT.c.audit_id).limit(LINKS_AT_ONCE)


async def _add(connection: AsyncConnection, rows: Sequence[Row[Any]]) -> Link:
    link = await last_link(connection)
    lines = []
    for row in rows:
        link = Link(link.position + 1, digest_of(link.digest, row))
        lines.append({"position": link.position, "audit_id": row.audit_id, "digest": link.digest})
    await connection.execute(insert(AUDIT_CHAIN), lines)
    return link
