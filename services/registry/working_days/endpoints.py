"""Working days over HTTP."""

from typing import Annotated

from fastapi import Path

from services.registry import dependencies as asked
from services.registry.working_days.domain import year_of
from services.registry.working_days.schemas import WorkingDaysView
from shared.calendar.queries import find_calendar
from shared.http.problems import problems
from shared.http.router import Router

router = Router(prefix="/working-days", tags=["working days"], responses=problems(401, 403))


@router.get("")
async def list_years_of_working_days(reading: asked.WorkingDaysReading) -> list[int]:
    """The years of which the notice on public holidays is known · 已有放假调休安排的年度"""
    return sorted((await find_calendar(reading.connection)).years)


@router.get("/{year}", responses=problems(404))
async def get_working_days(
    year: Annotated[int, Path(ge=2000, le=2099)], reading: asked.WorkingDaysReading
) -> WorkingDaysView:
    """A year month by month: how many days are worked, and where that differs from Monday to Friday · 某年工作日"""
    return WorkingDaysView.of(year_of(await find_calendar(reading.connection), year))
