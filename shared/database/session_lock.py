"""A session that holds advisory locks (`shared.database.locks`); the server frees them when their holder is gone."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.driver import Driver, autocommitting, driver_of
from shared.database.locks import AdvisoryLock

# A holder that is asleep, stopped or stuck loses its session, and its locks with it, after so long without a statement.
IDLE_SECONDS = 15
# A connection from the pool may have died without a word: that is noticed with the first statement, soon.
PREPARE_SECONDS = 5
UNLOCK_SECONDS = 1

# A holder whose machine vanished is noticed by the server after about ten seconds.
_KEEPALIVE = {"tcp_keepalives_idle": "4", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3"}
_SET = "SELECT set_config(name, value, false) FROM unnest($1::text[], $2::text[]) AS setting (name, value)"
_TRY_LOCK = "SELECT pg_try_advisory_lock($1, $2)"
UNLOCK_ALL = "SELECT pg_advisory_unlock_all()"


@asynccontextmanager
async def own_session(
    engine: AsyncEngine, *, idle_seconds: int = IDLE_SECONDS, settings: Mapping[str, str] = MappingProxyType({})
) -> AsyncIterator[AsyncConnection]:
    """A connection whose locks end with the block; each statement over it is a transaction of its own.

    `settings` are the server's, for this session. Send a statement at least every `idle_seconds` (0: never needed): it
    raises what `is_transient` knows when the session, and with it the locks, is gone.
    """
    connection = await autocommitting(engine).connect()
    try:
        session = driver_of(connection)
        changed = {**_KEEPALIVE, "idle_session_timeout": f"{idle_seconds}s", **settings}
        await session.execute(_SET, list(changed), list(changed.values()), timeout=PREPARE_SECONDS)
        yield connection
        async with asyncio.timeout(UNLOCK_SECONDS):
            await session.execute(UNLOCK_ALL)
    finally:
        # Never back into the pool: its session is not like the others, and closing it is what surely frees the locks.
        await connection.invalidate()
        await connection.close()


async def try_lock(session: Driver, lock: AdvisoryLock) -> bool:
    """Whether the session holds `lock` now, and another one does not."""
    return bool(await session.fetchval(_TRY_LOCK, *lock))
