"""One active relay per outbox: a session advisory lock, held by the connection that all its statements run on.

When that connection is gone, so are the lock and any way to mark rows. `shared.outbox.position` checks it with every
chunk all the same, because a pooler between us and PostgreSQL may hand out another session without a word.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any, TypeAlias, cast

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

# Advisory locks are per database, and each service has its own; the two numbers only have to be ours.
KEY = (1_802_923, 1)
GIVE_BACK_SECONDS = 1
# A connection from the pool may have died without a word: that is noticed with the first statement, soon.
PREPARE_SECONDS = 5

# A server notices within ten seconds that the holder's machine is gone, and after fifteen without a statement that the
# holder sleeps: either way the next relay gets the lock. An active one says something every half second, and while it
# waits for Kafka, after DELIVERY_SECONDS. The lowest ids are found by the primary key, whatever the planner believes
# about a table whose statistics are always old. Nothing waits for the disk: a position that a crash of the server takes
# back sends its events once more.
PREPARE = """
    SELECT set_config(name, value, false)
    FROM (VALUES ('tcp_keepalives_idle', '4'), ('tcp_keepalives_interval', '2'), ('tcp_keepalives_count', '3'),
                 ('idle_session_timeout', '15s'),
                 ('enable_seqscan', 'off'), ('enable_bitmapscan', 'off'), ('synchronous_commit', 'off'))
         AS setting (name, value)
"""
TAKE = "SELECT pg_try_advisory_lock($1, $2)"
GIVE_BACK = "SELECT pg_advisory_unlock_all()"

Session: TypeAlias = "asyncpg.Connection[Any]"


@contextlib.asynccontextmanager
async def own_session(engine: AsyncEngine) -> AsyncIterator[Session]:
    """A connection for one relay, each statement its own transaction. A lock taken on it ends with the block.

    The driver itself, without SQLAlchemy around it: a relay asks the same two statements all day, and what an idle one
    costs is mostly what stands between it and the driver.
    """
    connection = await engine.connect()
    try:
        session = cast(Session, (await connection.get_raw_connection()).driver_connection)
        await session.execute(PREPARE, timeout=PREPARE_SECONDS)
        yield session
        async with asyncio.timeout(GIVE_BACK_SECONDS):
            await session.execute(GIVE_BACK)
    finally:
        # Never back into the pool: its session is not like the others, and closing it is what surely frees the lock.
        await connection.invalidate()
        await connection.close()


async def take(session: Session) -> bool:
    return bool(await session.fetchval(TAKE, *KEY))
