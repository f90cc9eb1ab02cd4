"""The session of a relay: it holds the outbox's lock, and all statements of the relay run on it.

When that connection is gone, so are the lock and any way to mark rows. `shared.outbox.position` checks it with every
chunk all the same, because a pooler between us and PostgreSQL may hand out another session without a word. An active
relay sends a statement every half second, while it waits for Kafka, after DELIVERY_SECONDS, and while it connects,
every HEARD_SECONDS.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.driver import Driver, driver_of
from shared.database.session_lock import IDLE_SECONDS, own_session

T = TypeVar("T")

HEARD_SECONDS = 5
_HEAR = "SELECT"

# The lowest ids are found by the primary key, whatever the planner believes about a table whose statistics are always
# old. Nothing waits for the disk: a position that a crash of the server takes back sends its events once more.
_SETTINGS = {"enable_seqscan": "off", "enable_bitmapscan": "off", "synchronous_commit": "off"}


@asynccontextmanager
async def relay_session(engine: AsyncEngine, *, idle_seconds: int = IDLE_SECONDS) -> AsyncIterator[Driver]:
    """For one relay, or who stands in for it; closed with the block, and with it `locks.RELAY` is free.

    The driver itself, without SQLAlchemy around it: a relay asks the same two statements all day, and what an idle one
    costs is mostly what stands between it and the driver.
    """
    async with own_session(engine, idle_seconds=idle_seconds, settings=_SETTINGS) as connection:
        yield driver_of(connection)


async def kept(session: Driver, work: Coroutine[Any, Any, T]) -> T:
    """What comes of `work`, which says nothing over the session: however long it takes, the session is heard of."""
    working = asyncio.create_task(work)
    try:
        while not (await asyncio.wait({working}, timeout=HEARD_SECONDS))[0]:
            await session.execute(_HEAR)
        return working.result()
    finally:
        working.cancel()
