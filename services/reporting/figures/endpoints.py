"""Figures of a unit, and what each is made of."""

from functools import partial
from typing import Annotated

from fastapi import Query

from services.reporting.dependencies import AskedFigures, FigureReading, SubjectReading, TreeReading
from services.reporting.figures.domain import get_figure, sum_of
from services.reporting.figures.parameters import FIGURES
from services.reporting.figures.parameters.shares import SHARES
from services.reporting.figures.queries.opened import Opened, fetch_subjects
from services.reporting.figures.queries.parts import list_parts
from services.reporting.figures.queries.periods import Grain, list_periods, periods_between
from services.reporting.figures.queries.standing import get_standing
from services.reporting.figures.schemas import (
    BreakdownView,
    FiguresView,
    FigureView,
    PartView,
    PeriodsView,
    PeriodView,
    ShareView,
    SubjectView,
)
from services.reporting.units.queries import code_asked_for, must_cover_unit, unit_asked_for
from services.reporting.units.schemas import UnitView
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day

router = Router(prefix="/figures", tags=["figures"], responses=problems(401, 403, 404))


@router.get("")
async def list_figures(reading: FigureReading, asked: AskedFigures) -> FiguresView:
    """Every figure of a unit within your scope, all below it included, as of the end of a day · 指标

    With `known_on`, as they were known by the end of that day.
    """
    day = asked.day(reading.now)
    code = code_asked_for(reading.caller, asked.unit)
    standing = await get_standing(reading.connection, code, day, asked.known_before)
    await must_cover_unit(reading.connection, reading.caller, standing.unit.path)
    return FiguresView(
        as_of=day,
        known_on=asked.known_on,
        unit=UnitView.of(standing.unit),
        last_event_at=standing.last_event_at,
        figures=[FigureView.of(figure, standing.figures[figure.code]) for figure in FIGURES],
        shares=[ShareView.of_read(share.read(lambda code: standing.figures[code].delta)) for share in SHARES],
    )


@router.get("/{code}/breakdown")
async def get_breakdown(reading: TreeReading, code: str, asked: AskedFigures) -> BreakdownView:
    """What each unit directly below contributes to a figure · 指标分解

    And the unit by itself; the rows add up to the figure.
    """
    day, known_before = asked.day(reading.now), asked.known_before
    figure = get_figure(code)
    unit = await unit_asked_for(reading.connection, reading.caller, asked.unit, day, known_before)
    parts = await list_parts(reading.connection, figure.code, unit, day, known_before)
    return BreakdownView(
        as_of=day,
        known_on=asked.known_on,
        unit=UnitView.of(unit),
        figure=FigureView.of(figure, sum_of(part.change for part in parts)),
        rows=[PartView.of(part) for part in parts],
    )


@router.get("/{code}/periods")
async def get_periods(
    reading: TreeReading,
    code: str,
    asked: AskedFigures,
    *,
    grain: Annotated[Grain, Query(description="how long each is")],
    from_on: Annotated[Day | None, Query(description="a day of the first period; of this year when absent")] = None,
) -> PeriodsView:
    """How a figure changed by day, week, ten-day period, month or year, and what it was at the end of each · 分时段指标

    Up to `as_of`; with `known_on`, as known by the end of that day. At most 400 periods.
    """
    day, known_before = asked.day(reading.now), asked.known_before
    figure = get_figure(code)
    first = from_on or day.replace(month=1, day=1)
    periods = periods_between(grain, min(first, day), day)
    unit = await unit_asked_for(reading.connection, reading.caller, asked.unit, day, known_before)
    parts = await list_periods(
        reading.connection, unit.path, figure.code, periods, as_of=day, known_before=known_before
    )
    return PeriodsView(
        as_of=day,
        known_on=asked.known_on,
        unit=UnitView.of(unit),
        code=figure.code,
        periods=[PeriodView.of(part) for part in parts],
    )


@router.get("/{code}/subjects")
async def list_subjects(
    reading: SubjectReading,
    code: str,
    asked: AskedFigures,
    *,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[SubjectView]:
    """The ids behind a figure, by the units where they count; the values add up to it · 指标背后的编号

    Of persons, cases, units or Party organisations, never their names: who may see more asks the service of the owner.
    Opening a figure of persons or cases is recorded in the audit.
    """
    figure = get_figure(code)
    day, known_before = asked.day(reading.now), asked.known_before
    unit = await unit_asked_for(reading.connection, reading.caller, asked.unit, day, known_before)
    opened = Opened(figure, unit, day, known_before)
    return await fetch_subjects(reading, opened, cursor, limit, view=partial(SubjectView.of, figure))
