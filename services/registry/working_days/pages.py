"""Working days in a browser."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.working_days.domain import year_of
from shared.calendar.queries import find_calendar, missing_years
from shared.clock import local_date
from shared.web.page import Viewing, page_router

router = page_router()


@router.get("/registry/working-days")
async def show_working_days(
    reading: asked.WorkingDaysReading, view: Viewing, year: Annotated[int | None, Query()] = None
) -> Response:
    """This year, or the last one before it that is known; or the one asked for. And which years have no notice."""
    calendar, today = await find_calendar(reading.connection), local_date(reading.now)
    last = max((known for known in calendar.years if known <= today.year), default=today.year)
    return view.show(
        "working-days.html",
        found=year_of(calendar, year or last),
        years=sorted(calendar.years, reverse=True),
        missing=missing_years(calendar, today),
    )
