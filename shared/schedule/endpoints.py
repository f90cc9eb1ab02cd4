"""What is due over HTTP: list it, and confirm the clock. For a system administrator of the county."""

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select

from shared.command.transaction import Work
from shared.http.dependencies import Reading, commanding, reading
from shared.http.pages import Cursor, Limit, Page, fetch_page
from shared.schedule.clock_jump import confirm_clock
from shared.schedule.schemas import ClockConfirmedView, DueView
from shared.schedule.tables import SCHEDULE

Operator = Annotated[Work, Depends(commanding("operations.act"))]
Reader = Annotated[Reading, Depends(reading("operations.read"))]

_ORDER = [SCHEDULE.c.next_attempt_at, SCHEDULE.c.name, SCHEDULE.c.key]

router = APIRouter(tags=["operations"])


@router.get("/schedule")
async def list_schedule(asked: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[DueView]:
    """What is due or will be, the next attempt first, and why the last one failed · 列出到期和将到期的事项"""
    planned = select(SCHEDULE)
    return await fetch_page(asked.connection, planned, by=_ORDER, cursor=cursor, limit=limit, view=DueView.of)


@router.post("/schedule/clock-confirmation")
async def post_clock_confirmation(work: Operator) -> ClockConfirmedView:
    """The clock is right: what deletes by it and waited for this (`clock-unconfirmed`) runs · 确认时钟无误"""
    return ClockConfirmedView(county_time=work.now, jobs=await confirm_clock(work))
