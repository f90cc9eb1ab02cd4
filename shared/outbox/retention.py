"""Dropping published events that are old enough, the oldest ids first, a chunk at a time."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.outbox.metrics import DROPPED_TOTAL

CHUNK_ROWS = 5_000

# The lowest ids are looked at, not searched through: a young one among them ends the chunk's work at once.
DROP = text("""
    DELETE FROM outbox USING (
        SELECT id FROM outbox WHERE id <= (SELECT floor FROM outbox_position) ORDER BY id LIMIT :rows
    ) AS lowest
    WHERE outbox.id = lowest.id AND outbox.recorded_at < :before
""")


async def drop_published(connection: AsyncConnection, *, before: datetime) -> int:
    """Drop one chunk of what was recorded before `before` and lies below the floor. Returns how many rows.

    A full chunk (CHUNK_ROWS) means that there may be more.
    """
    dropped = (await connection.execute(DROP, {"rows": CHUNK_ROWS, "before": before})).rowcount
    DROPPED_TOTAL.inc(dropped)
    return dropped
