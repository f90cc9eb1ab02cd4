"""What is due over HTTP: list it, and confirm the clock. For a system administrator of the county."""

from typing import Annotated

from fastapi import Depends, Path
from sqlalchemy import select

from shared.command.transaction import Work
from shared.http.dependencies import Reading, commanding, reading
from shared.http.pages import Cursor, Limit, Page, fetch_page
from shared.http.problems import problems
from shared.http.router import Router
from shared.schedule.clock_jump import confirm_clock
from shared.schedule.schemas import ClockConfirmedView, DueView, NoticeEnteredView, NoticeForm
from shared.schedule.tables import SCHEDULE
from shared.schedule.working_days import enter_notice

Operator = Annotated[Work, Depends(commanding("operations.act"))]
CalendarKeeper = Annotated[Work, Depends(commanding("operations.enter-working-days"))]
Year = Annotated[int, Path(ge=2000, le=2099)]
Reader = Annotated[Reading, Depends(reading("operations.read"))]

_ORDER = [SCHEDULE.c.next_attempt_at, SCHEDULE.c.name, SCHEDULE.c.key]

router = Router(tags=["operations"])


@router.get("/schedule")
async def list_schedule(asked: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[DueView]:
    """What is due or will be, the next attempt first, and why the last one failed · 列出到期和将到期的事项"""
    planned = select(SCHEDULE)
    return await fetch_page(asked.connection, planned, by=_ORDER, cursor=cursor, limit=limit, view=DueView.of)


@router.post("/schedule/clock-confirmation")
async def post_clock_confirmation(work: Operator) -> ClockConfirmedView:
    """The clock is right: what deletes by it and waited for this (`clock-unconfirmed`) runs · 确认时钟无误"""
    return ClockConfirmedView(county_time=work.now, jobs=await confirm_clock(work))


@router.put("/schedule/working-days/{year}", responses=problems(401, 403))
async def put_working_days(year: Year, form: NoticeForm, work: CalendarKeeper) -> NoticeEnteredView:
    """Enter a year's notice on public holidays, in the place of the one that was known · 录入放假调休安排

    Of this service alone: whoever enters it does so at each. Once more changes nothing.
    """
    return NoticeEnteredView(year=year, changed=await enter_notice(work, year, form.written()))
