"""Measures how many bulletins are late."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.bulletins.domain.bulletin import late_periods
from services.reporting.bulletins.queries import list_issued_periods
from services.reporting.metrics import BULLETINS_LATE
from shared.calendar.queries import find_calendar
from shared.clock import local_date


async def measure_bulletins(connection: AsyncConnection, now: datetime) -> None:
    """For the alert that one was not issued in time."""
    issued = await list_issued_periods(connection)
    BULLETINS_LATE.set(len(late_periods(issued, local_date(now), await find_calendar(connection))))
