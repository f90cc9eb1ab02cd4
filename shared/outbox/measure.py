"""How late the outbox is, by what its database holds: whichever relay works, and when none does."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.outbox.metrics import OLDEST_UNPUBLISHED_SECONDS
from shared.outbox.position import OLDEST_PENDING


async def measure_outbox(connection: AsyncConnection, now: datetime) -> None:
    """The age of the oldest event that Kafka has not acknowledged."""
    oldest: datetime | None = await connection.scalar(OLDEST_PENDING)
    OLDEST_UNPUBLISHED_SECONDS.set(max(0.0, (now - oldest).total_seconds()) if oldest else 0)
