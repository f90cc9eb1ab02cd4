"""Who committed an event wakes the relay, so that a single one does not wait until it looks by itself.

By a transaction of its own after the commit, and seldom. NOTIFY in a command's transaction has all that commit wait for
each other, until the disk has answered (docs/decisions/0004-what-of-the-outbox-is-published.md). Nothing depends on it:
what no relay is told, it finds.
"""

import math
import time
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.driver import driver_of
from shared.database.failures import is_transient

CHANNEL = "outbox"
RING = f"NOTIFY {CHANNEL}"
# For so long after something came, a relay looks often by itself.
REST_SECONDS = 0.05
PATIENCE_SECONDS = 1.0


@dataclass(slots=True)
class Bell:
    """When one was told last, of one process and database."""

    rang_at: float = -math.inf


@lru_cache(maxsize=64)
def bell_of(engine: AsyncEngine) -> Bell:
    """The bell of an engine."""
    return Bell()


async def wake(engine: AsyncEngine, connection: AsyncConnection) -> None:
    """Over the connection whose transaction has committed; nothing if that was just done."""
    bell, now = bell_of(engine), time.monotonic()
    if now - bell.rang_at < REST_SECONDS:
        return
    bell.rang_at = now
    try:
        await driver_of(connection).execute(RING, timeout=PATIENCE_SECONDS)
    except Exception as failure:
        await connection.invalidate()
        if not is_transient(failure):
            raise
