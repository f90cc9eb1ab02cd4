"""Answers kept for idempotency keys are forgotten after two days: no client repeats a request later than that."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

KEPT = timedelta(days=2)
CHUNK_ROWS = 5_000

_FORGET = text("""
    DELETE FROM idempotency WHERE (account_id, key) IN (
        SELECT account_id, key FROM idempotency WHERE claimed_at < :instant ORDER BY claimed_at LIMIT :rows
    )
""")


async def forget_before(connection: AsyncConnection, instant: datetime) -> int:
    """Drop at most CHUNK_ROWS keys claimed before `instant`, the oldest first; returns how many."""
    return (await connection.execute(_FORGET, {"instant": instant, "rows": CHUNK_ROWS})).rowcount
