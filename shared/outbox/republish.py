"""Sending events once more, when Kafka has lost what it had acknowledged (its disk is gone, a topic was deleted)."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.outbox.position import FIRST_POSITION
from shared.outbox.publisher import DELIVERY_SECONDS

# What a relay had read before, and would still send to a broker that comes up now, it has given up by then. Sent first,
# it would stand in the new log before its predecessors.
UNDER_WAY_SECONDS = DELIVERY_SECONDS + 1

# The lowest id of that time may stand above younger ones: everything from it on goes out again, in order.
REWIND = text("""
    WITH first AS (
        SELECT min(id) AS id FROM outbox
        WHERE CAST(:since AS timestamptz) IS NULL OR recorded_at >= CAST(:since AS timestamptz)
    ),
    again AS (
        SELECT count(*) AS events FROM outbox, outbox_position, first
        WHERE outbox.id >= first.id AND (outbox.id <= floor OR ahead @> outbox.id)
    ),
    rewound AS (
        UPDATE outbox_position
        SET floor = least(floor, first.id - 1), revision = revision + 1,
            ahead = ahead * int8multirange(int8range(least(floor, first.id - 1), first.id, '()'))
        FROM first WHERE first.id IS NOT NULL
    )
    SELECT events FROM again
""")


async def republish(engine: AsyncEngine, since: datetime | None = None) -> int:
    """Have the relay send everything recorded at or after `since` again, all of history without it.

    Returns the number of events. Works while the relay runs, which reads them chunk by chunk as ever. Consumers drop
    what they have applied already. An empty broker may start `UNDER_WAY_SECONDS` later.
    """
    async with engine.begin() as connection:
        return await rewind(connection, since)


async def rewind(connection: AsyncConnection, since: datetime | None = None) -> int:
    """As `republish`, in the transaction of the caller."""
    await connection.execute(text(FIRST_POSITION))
    return int((await connection.execute(REWIND, {"since": since})).scalar_one())
