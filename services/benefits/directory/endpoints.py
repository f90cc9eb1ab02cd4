"""What the directory tells staff: who may mediate."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.benefits.dependencies import CaseReading
from services.benefits.directory.queries import mediators_on, must_reach
from services.benefits.directory.schemas import MediatorView
from services.benefits.directory.tables import MEDIATOR
from shared.clock import local_date
from shared.http.pages import Cursor, Limit, Page, fetch_page
from shared.http.validation import Day

router = APIRouter(tags=["mediators"])

Unit = Annotated[str | None, Query(max_length=24, description="org code; that service organisation and all below it")]


@router.get("/mediators")
async def list_mediators(
    reading: CaseReading,
    unit: Unit = None,
    on: Annotated[Day | None, Query(description="who held the role on this day; today if absent")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[MediatorView]:
    """Veterans who hold the mediator's role on a day, within the caller's scope · 某日在任的调解员"""
    if unit is not None:
        await must_reach(reading.connection, reading.caller, unit)
    day = on or local_date(reading.now)
    return await fetch_page(
        reading.connection,
        mediators_on(day, reading.caller, unit=unit),
        by=[MEDIATOR.c.role_id],
        cursor=cursor,
        limit=limit,
        view=MediatorView.of,
    )
