"""Figures of a unit, and what each is made of."""

from fastapi import APIRouter

from services.reporting.dependencies import AsOf, FigureReading, TreeReading, UnitCode
from services.reporting.figures.domain import get_figure, sum_of
from services.reporting.figures.parameters import FIGURES
from services.reporting.figures.queries.parts import list_parts
from services.reporting.figures.queries.standing import get_standing
from services.reporting.figures.schemas import BreakdownView, FiguresView, FigureView, PartView
from services.reporting.units.queries import code_asked_for, unit_asked_for
from services.reporting.units.schemas import UnitView
from shared.clock import local_date
from shared.http.problems import problems

router = APIRouter(prefix="/figures", tags=["figures"], responses=problems(401, 403, 404))


@router.get("")
async def list_figures(reading: FigureReading, as_of: AsOf = None, unit: UnitCode = None) -> FiguresView:
    """Every figure of a unit within your scope, all below it included, as of the end of a day · 指标"""
    day = as_of or local_date(reading.now)
    standing = await get_standing(reading.connection, code_asked_for(reading.caller, unit), day)
    reading.caller.must_cover(standing.unit.path)
    return FiguresView(
        as_of=day,
        unit=UnitView.of(standing.unit),
        last_event_at=standing.last_event_at,
        figures=[FigureView.of(figure, standing.figures[figure.code]) for figure in FIGURES],
    )


@router.get("/{code}/breakdown")
async def get_breakdown(reading: TreeReading, code: str, as_of: AsOf = None, unit: UnitCode = None) -> BreakdownView:
    """What each unit directly below contributes to a figure · 指标分解

    And the unit by itself; the rows add up to the figure.
    """
    day = as_of or local_date(reading.now)
    figure = get_figure(code)
    asked = await unit_asked_for(reading.connection, reading.caller, unit, day)
    parts = await list_parts(reading.connection, figure.code, asked, day)
    whole = FigureView.of(figure, sum_of(part.change for part in parts))
    return BreakdownView(as_of=day, unit=UnitView.of(asked), figure=whole, rows=[PartView.of(part) for part in parts])
