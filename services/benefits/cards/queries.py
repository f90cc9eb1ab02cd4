"""What follows of what a card says."""

from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.cards.domain import last_days
from shared.calendar.queries import find_calendar
from shared.entries.domain import Facts


async def days_at_station(connection: AsyncConnection, facts: Facts) -> Facts:
    """By the working days as benefits knows them. Raises `CalendarYearMissing`."""
    return last_days(facts.get("arrived_on"), await find_calendar(connection))
