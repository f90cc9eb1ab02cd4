"""The calendar of a service: what was released, with what the county entered or amended."""

from datetime import date

from prometheus_client import Gauge
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.calendar.notices import released_calendar
from shared.calendar.tables import WORKING_CALENDAR
from shared.calendar.working_days import Notice, WorkingCalendar
from shared.health import Check

DECEMBER = 12
MISSING_YEARS = Gauge(
    "veterans_calendar_missing_years",
    "Years without a notice on public holidays, whose working days cannot be counted: this, in December the next."
    " · 缺少放假安排通知、不能计算工作日的年数：本年，十二月起含次年。",
)


async def find_calendar(connection: AsyncConnection) -> WorkingCalendar:
    """The working days as this service knows them."""
    entered = await connection.execute(select(WORKING_CALENDAR))
    notices = (Notice(row.year, row.source, frozenset(row.off), frozenset(row.worked)) for row in entered)
    return released_calendar().amended(notices)


def missing_years(calendar: WorkingCalendar, today: date) -> list[int]:
    """This year, and from 1 December on the next one, unless its notice is known."""
    wanted = [today.year, today.year + 1] if today.month == DECEMBER else [today.year]
    return [year for year in wanted if year not in calendar.years]


async def check_calendar(connection: AsyncConnection, today: date) -> Check:
    """`calendar`: names missing years and sets the gauge; ok, since it hinders only what counts working days."""
    missing = missing_years(await find_calendar(connection), today)
    MISSING_YEARS.set(len(missing))
    return Check(
        "calendar", True, f"no notice on public holidays for {', '.join(map(str, missing))}" if missing else ""
    )
