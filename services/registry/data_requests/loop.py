"""Measures whether persons who asked about their data are answered in time."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.data_requests.queries import count_overdue
from services.registry.metrics import DATA_REQUESTS_OVERDUE
from shared.clock import local_date


async def measure_requests(connection: AsyncConnection, now: datetime) -> None:
    """Of the whole county."""
    DATA_REQUESTS_OVERDUE.set(await count_overdue(connection, local_date(now)))
