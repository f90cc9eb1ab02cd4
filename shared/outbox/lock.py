"""One active relay per outbox: a session advisory lock, held by the connection that all its statements run on.

When that connection is gone, so are the lock and any way to mark rows. `shared.outbox.position` asks with every chunk
all the same, because a pooler between us and PostgreSQL may hand out another session without a word.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# Advisory locks are per database, and each service has its own; the two numbers only have to be ours.
KEY = {"room": 1_802_923, "door": 1}
GIVE_BACK_SECONDS = 1

# A server notices within about ten seconds that the holder's machine is gone, and lets the next relay in. And the
# lowest ids are found by the primary key, whatever the planner believes about a table whose statistics are always old.
PREPARE = text("""
    SELECT set_config(name, value, false)
    FROM (VALUES ('tcp_keepalives_idle', '4'), ('tcp_keepalives_interval', '2'), ('tcp_keepalives_count', '3'),
                 ('enable_seqscan', 'off'), ('enable_bitmapscan', 'off')) AS setting (name, value)
""")
TAKE = text("SELECT pg_try_advisory_lock(:room, :door)").bindparams(**KEY)
GIVE_BACK = text("SELECT pg_advisory_unlock(:room, :door)").bindparams(**KEY)


@contextlib.asynccontextmanager
async def own_session(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection for one relay, each statement its own transaction. A lock taken on it ends with the block."""
    connection = await engine.connect()
    try:
        connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(PREPARE)
        yield connection
        async with asyncio.timeout(GIVE_BACK_SECONDS):
            await connection.execute(GIVE_BACK)
    finally:
        # Never back into the pool: its session is not like the others, and closing it is what surely frees the lock.
        await connection.invalidate()
        await connection.close()


async def take(connection: AsyncConnection) -> bool:
    return bool((await connection.execute(TAKE)).scalar_one())
