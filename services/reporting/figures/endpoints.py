"""Figures of a unit, and what each is made of."""

from fastapi import APIRouter

from services.reporting.dependencies import AsOf, FigureReading, TreeReading, UnitCode
from services.reporting.figures.domain import get_figure, sum_of
from services.reporting.figures.parameters import FIGURES
from services.reporting.figures.queries import find_freshness, get_figures, list_parts
from services.reporting.figures.schemas import BreakdownView, FiguresView, FigureView, PartView
from services.reporting.units.queries import unit_asked_for
from services.reporting.units.schemas import UnitView
from shared.clock import local_date
from shared.http.problems import problems

router = APIRouter(prefix="/figures", tags=["figures"], responses=problems(401, 403, 404))


@router.get("")
async def list_figures(reading: FigureReading, as_of: AsOf = None, unit: UnitCode = None) -> FiguresView:
    """Every figure of a unit within your scope, all below it included, as of the end of a day."""
    day = as_of or local_date(reading.now)
    asked = await unit_asked_for(reading.connection, reading.caller, unit, day)
    # Read first, so that the figures are at least as fresh as said.
    last_event_at = await find_freshness(reading.connection)
    found = await get_figures(reading.connection, asked.path, day)
    figures = [FigureView.of(figure, found[figure.code]) for figure in FIGURES]
    return FiguresView(as_of=day, unit=UnitView.of(asked), last_event_at=last_event_at, figures=figures)


@router.get("/{code}/breakdown")
async def get_breakdown(reading: TreeReading, code: str, as_of: AsOf = None, unit: UnitCode = None) -> BreakdownView:
    """What each unit directly below contributes to a figure, and the unit by itself; the rows add up to the figure."""
    day = as_of or local_date(reading.now)
    figure = get_figure(code)
    asked = await unit_asked_for(reading.connection, reading.caller, unit, day)
    parts = await list_parts(reading.connection, figure.code, asked, day)
    whole = FigureView.of(figure, sum_of(part.change for part in parts))
    return BreakdownView(as_of=day, unit=UnitView.of(asked), figure=whole, rows=[PartView.of(part) for part in parts])
