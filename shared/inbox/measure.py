"""How late the consumer is and what it has set aside, by what its database holds: also when no consumer works."""

import math
from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.inbox import metrics
from shared.inbox.subscription import Subscription

# By the database's clock, which wrote it (shared/inbox/freshness.py).
READ_BEHIND = text("""
    SELECT topic, extract(epoch FROM clock_timestamp() - caught_up_at)::float8 AS seconds
    FROM topic_progress WHERE "group" = :group AND caught_up_at IS NOT NULL
""")
READ_PARKED = text("SELECT count(*) AS keys, min(parked_at) AS oldest FROM parked_key")


def measuring_inbox(group: str, subscription: Subscription) -> Callable[[AsyncConnection, datetime], Awaitable[None]]:
    """Of the consumer `group`: how far behind each of its topics is, what is parked and since when."""

    async def measure_inbox(connection: AsyncConnection, now: datetime) -> None:
        behind = {row.topic: row.seconds for row in await connection.execute(READ_BEHIND, {"group": group})}
        for topic in subscription.topics:
            metrics.BEHIND_SECONDS.labels(topic).set(max(0.0, behind.get(topic, math.inf)))
        parked = (await connection.execute(READ_PARKED)).one()
        metrics.PARKED_KEYS.set(parked.keys)
        metrics.PARKED_OLDEST_SECONDS.set(max(0.0, (now - parked.oldest).total_seconds()) if parked.oldest else 0)

    return measure_inbox
