"""The reports of a month as a grid of stations and days, in a browser."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Query
from starlette.responses import Response

from services.reporting.daily_reports.parameters import SIGNS, STATES
from services.reporting.daily_reports.queries.months import has_reports_before, list_month
from services.reporting.daily_reports.schemas.months import Month
from services.reporting.dependencies import DailyReading, UnitCode
from services.reporting.units.queries import list_units_kept
from shared.calendar.periods import CalendarMonth
from shared.clock import local_date
from shared.web.page import Viewing, page_router

router = page_router()

PATH = "/reporting/daily/month"
# A colour by state; the sign says it as well.
TINTS: Mapping[str, str] = {
    "due": "info",
    "submitted": "ok",
    "late": "due",
    "missed": "late",
    "backfilled": "late",
    "overdue": "late",
}


@router.get(PATH)
async def show_month(
    reading: DailyReading, view: Viewing, month: Annotated[Month | None, Query()] = None, unit: UnitCode = None
) -> Response:
    """Which stations handed in when, day by day; this month where no other is asked for."""
    today = local_date(reading.now)
    shown = CalendarMonth(*map(int, month.split("-"))) if month else CalendarMonth.of(today)
    stations = await list_month(reading, shown, unit)
    units = await list_units_kept(reading.connection, min(today, shown.last), {each.org_path for each in stations})
    facts: Mapping[str, Any] = {
        "month": shown,
        "unit": unit,
        "days": [shown.first + timedelta(days=number) for number in range(shown.days)],
        "stations": stations,
        "units": units,
        "now": reading.now,
        "has_earlier": await has_reports_before(reading, shown.first),
        "has_later": shown.following.first <= today,
    }
    return view.show("month.html", **facts, states=STATES, signs=SIGNS, tints=TINTS)
