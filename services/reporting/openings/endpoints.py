"""Opening figures over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.reporting.dependencies import AskedFigures, FigureReading, OpeningKeeper, UnitCode
from services.reporting.openings.commands import (
    correct_opening_figure,
    record_opening_figure,
    withdraw_opening_figure,
)
from services.reporting.openings.queries import WantedOpenings, fetch_openings, sums_of_openings
from services.reporting.openings.schemas import (
    OPENINGS,
    OpeningCorrection,
    OpeningForm,
    OpeningTotals,
    OpeningView,
    OpeningWithdrawal,
    RecordedOpening,
)
from services.reporting.units.queries import unit_asked_for
from shared.clock import local_date
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Flag

router = Router(prefix="/opening-figures", tags=["opening figures"], responses=problems(401, 403, 404))


@router.post("", status_code=201, responses=problems(409))
async def post_opening_figure(work: OpeningKeeper, form: OpeningForm) -> RecordedOpening:
    """Record what a unit had done before it is counted here, on a document · 登记期初数

    Of figures that count what happens. Shown beside the figure, never added to it.
    """
    return RecordedOpening(opening_id=await record_opening_figure(work, form.org_code, form.opening()))


@router.post("/{opening_id}/correction", status_code=201, responses=problems(409))
async def post_correction(work: OpeningKeeper, opening_id: UUID, form: OpeningCorrection) -> RecordedOpening:
    """Correct one; the one before is kept · 更正期初数"""
    return RecordedOpening(opening_id=await correct_opening_figure(work, opening_id, **form.model_dump()))


@router.post("/{opening_id}/withdrawal", status_code=204, responses=problems(409))
async def post_withdrawal(work: OpeningKeeper, opening_id: UUID, form: OpeningWithdrawal) -> None:
    """Withdraw one that should never have been recorded; it is kept · 撤回期初数"""
    await withdraw_opening_figure(work, opening_id, reason=form.reason)


export_route(router, "/exports", OPENINGS)


@router.get("")
async def list_opening_figures(
    reading: FigureReading,
    *,
    unit: UnitCode = None,
    standing: Annotated[Flag | None, Query(description="only those that stand, or only the others")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[OpeningView]:
    """Opening figures of a unit within your scope and all below it, the last recorded first · 期初数列表"""
    asked = await unit_asked_for(reading.connection, reading.caller, unit, local_date(reading.now))
    return await fetch_openings(reading, WantedOpenings(asked, standing), cursor, limit, view=OpeningView.of)


@router.get("/totals")
async def get_totals(reading: FigureReading, asked: AskedFigures) -> OpeningTotals:
    """By figure, what a unit and all below it had done before it is counted here, as of a day · 期初数合计

    To be shown beside the figure of `GET /figures`; neither holds the other.
    """
    day, known_before = asked.day(reading.now), asked.known_before
    unit = await unit_asked_for(reading.connection, reading.caller, asked.unit, day, known_before)
    totals = await sums_of_openings(reading.connection, unit.path, day, known_before)
    return OpeningTotals(as_of=day, known_on=asked.known_on, unit_code=unit.code, totals=totals)
