"""Figures of a unit, of the units below it, and of one figure its parts, its days and the ids behind it."""

from collections import defaultdict
from datetime import date
from typing import Any

from starlette.responses import Response

from services.reporting.consistency.queries import get_tree
from services.reporting.consistency.rules import check
from services.reporting.consistency.schemas import in_words
from services.reporting.county.parameters import BELOW, GRAINS, HERE, PAGES, SOURCES, UNPLACED
from services.reporting.county.schemas.courses import course_of, trends_of
from services.reporting.county.schemas.exported import COUNTY
from services.reporting.county.schemas.lines import (
    Addresses,
    compared_by,
    shared_parts,
    tables_of,
)
from services.reporting.dependencies import (
    AskedFigures,
    AsOf,
    SubjectReading,
    TreeReading,
)
from services.reporting.figures.domain import BY_CODE, NOTHING, get_figure, sum_of
from services.reporting.figures.parameters import FIGURES
from services.reporting.figures.parameters.shares import SHARES
from services.reporting.figures.queries.days import days_of
from services.reporting.figures.queries.opened import Opened, fetch_subjects
from services.reporting.figures.queries.parts import get_breakdown, parts_of_each
from services.reporting.figures.queries.periods import Grain, list_periods, periods_between
from services.reporting.figures.queries.trends import list_trends
from services.reporting.openings.queries import sums_of_openings
from services.reporting.snapshots.queries import get_basis
from services.reporting.units.domain import FOREVER, Around, NoCentre, OrgUnitNotFound, code_of, day_asked_for
from services.reporting.units.queries import (
    around_asked_for,
    get_centre,
    get_unit,
    knows_any_of,
    list_units_at,
    name_units,
    unit_asked_for,
)
from services.reporting.units.schemas import name_of
from shared.clock import local_date
from shared.export.answering import export_pages
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit, fetch_page
from shared.web.filters import FilterDay
from shared.web.page import View, Viewing, page_router

router = page_router()

PAGE = "/reporting/county"
MOST_NAMED = 10


@router.get("/reporting/county")
async def show_county(
    reading: TreeReading, view: Viewing, filters: AskedFigures, figure: str | None = None
) -> Response:
    """All figures of a unit, and what each unit directly below contributes, on a phone to one figure; before there is
    any unit, what to do; as known on a day before it was, that it was not."""
    chosen = get_figure(figure or FIGURES[0].code)
    day, known_before = filters.day(reading.now), filters.known_before
    to = Addresses(day, filters.known_on)
    if filters.unit is None and len(reading.caller.scope) > 1:
        return await _choose(reading, view, to)
    try:
        around = await around_asked_for(reading.connection, reading.caller, filters.unit, day, known_before)
    except OrgUnitNotFound:
        if filters.unit is None and not await knows_any_of(reading.connection, reading.caller):
            return view.show("nothing-yet.html")
        if filters.known_on is None:
            raise
        today = local_date(reading.now)
        now = await around_asked_for(reading.connection, reading.caller, filters.unit, today)
        return view.show("not-known-then.html", unit=now.unit, known_on=filters.known_on, today=today)
    asked = around.unit
    units = [asked, *around.below]
    breakdown = await get_breakdown(reading.connection, list(BY_CODE), units, day, known_before)
    totals = defaultdict(lambda: NOTHING, breakdown.totals)
    tables = tables_of(asked, totals, breakdown.held, to)
    return view.show(
        "county.html",
        **_surroundings(reading, around, to),
        figures=FIGURES,
        totals=totals,
        shares={share.part: share.read(lambda code: totals[code].delta) for share in SHARES},
        openings=await sums_of_openings(reading.connection, asked.path, day, known_before),
        last_event_at=breakdown.last_event_at,
        missing=(await get_basis(reading.connection)).missing,
        below=BELOW.get(asked.kind or ""),
        tables=tables,
        chosen=chosen,
        compared=compared_by(tables, chosen),
    )


export_pages(router, PAGE, COUNTY)


@router.get("/reporting/county/figures/{code}")
async def show_figure(
    reading: TreeReading,
    view: Viewing,
    code: str,
    filters: AskedFigures,
    *,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """What one figure of a unit is made of: units, days, and the list where each is to be seen."""
    day, known_before = filters.day(reading.now), filters.known_before
    figure = get_figure(code)
    around = await around_asked_for(reading.connection, reading.caller, filters.unit, day, known_before)
    asked = around.unit
    share = next((each for each in SHARES if each.part == figure.code), None)
    codes = [figure.code, *figure.made_of, *(share.whole if share else ())]
    units = [asked, *around.below]
    found = parts_of_each(codes, await get_breakdown(reading.connection, codes, units, day, known_before))
    parts = found[figure.code]
    changes = days_of(asked.path, figure.code, day, known_before)
    days = await fetch_page(
        reading.connection,
        changes,
        by=[changes.selected_columns.day],
        cursor=cursor,
        limit=limit,
        newest_first=True,
        view=lambda row: row._mapping,
    )
    return view.show(
        "figure.html",
        **_surroundings(reading, around, Addresses(day, filters.known_on)),
        figure=figure,
        made_of=[(get_figure(each), sum_of(part.change for part in found[each]).delta) for each in figure.made_of],
        whole=sum_of(part.change for part in parts),
        parts_of=shared_parts(figure.code, share, found),
        share=share,
        shared=share.read(lambda code: sum_of(part.change for part in found[code]).delta) if share else None,
        here_itself=HERE,
        unplaced=UNPLACED,
        days=days,
        cursor=cursor,
        source=_source(view, figure.code, asked.code, day),
    )


@router.get("/reporting/county/figures/{code}/periods")
async def show_periods(
    reading: TreeReading,
    view: Viewing,
    code: str,
    filters: AskedFigures,
    *,
    grain: Grain = "ten-days",
    from_on: FilterDay = None,
) -> Response:
    """How a figure of a unit changed period by period, and what it was at the end of each, the last one first."""
    day, known_before = filters.day(reading.now), filters.known_before
    figure = get_figure(code)
    first = min(from_on or day.replace(month=1, day=1), day)
    periods = periods_between(grain, first, day)
    around = await around_asked_for(reading.connection, reading.caller, filters.unit, day, known_before)
    parts = await list_periods(
        reading.connection, around.unit.path, figure.code, periods, as_of=day, known_before=known_before
    )
    return view.show(
        "periods.html",
        **_surroundings(reading, around, Addresses(day, filters.known_on)),
        figure=figure,
        parts_of=tuple(reversed(parts)),
        chart=course_of(figure, parts),
        grain=grain,
        grains=GRAINS,
        first=first,
    )


@router.get("/reporting/county/figures/{code}/subjects")
async def show_subjects(
    reading: SubjectReading,
    view: Viewing,
    code: str,
    filters: AskedFigures,
    *,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The ids behind a figure, each with where it is to be seen. Names are not here."""
    day, known_before = filters.day(reading.now), filters.known_before
    figure = get_figure(code)
    around = await around_asked_for(reading.connection, reading.caller, filters.unit, day, known_before)
    opened = Opened(figure, around.unit, day, known_before)
    rows = await fetch_subjects(reading, opened, cursor, limit, view=lambda row: row._mapping)
    paths = {row["org_path"] for row in rows.items}
    return view.show(
        "subjects.html",
        **_surroundings(reading, around, Addresses(day, filters.known_on)),
        figure=figure,
        rows=rows,
        units=await list_units_at(reading.connection, day, known_before or FOREVER, paths),
        page_of=PAGES.get(figure.subject),
        cursor=cursor,
    )


@router.get("/reporting/county/trends")
async def show_trends(reading: TreeReading, view: Viewing, filters: AskedFigures) -> Response:
    """How key figures of a unit came along over the last ten-day periods."""
    day, known_before = filters.day(reading.now), filters.known_before
    asked = await unit_asked_for(reading.connection, reading.caller, filters.unit, day, known_before)
    found = await list_trends(reading.connection, asked.path, day, known_before)
    return view.show("trends.html", unit=asked, to=Addresses(day, filters.known_on), **trends_of(found, day))


@router.get("/reporting/county/checks")
async def show_checks(reading: TreeReading, view: Viewing, as_of: AsOf = None) -> Response:
    """Whether the figures of the county agree with each other; nothing before it had a centre."""
    day = day_asked_for(as_of, local_date(reading.now))
    try:
        centre = await get_centre(reading.connection, day)
    except NoCentre:
        return view.show("no-centre-then.html", as_of=day)
    reading.caller.must_cover(centre.path)
    findings = check(await get_tree(reading.connection, centre.path, day))
    codes = {code for each in findings for code in each.fault.units}
    called = await name_units(reading.connection, day, codes)
    return view.show(
        "checks.html", findings=findings, in_words=in_words, called=called, most_named=MOST_NAMED, as_of=day
    )


async def _choose(reading: Reading, view: View, to: Addresses) -> Response:
    """For who acts for several units apart from each other."""
    if not await knows_any_of(reading.connection, reading.caller):
        return view.show("nothing-yet.html")
    codes = [code_of(path) for path in reading.caller.scope]
    units = [await get_unit(reading.connection, code, to.as_of) for code in codes]
    return view.show("units.html", units=units, to=to, name_of=name_of)


def _surroundings(reading: Reading, around: Around, to: Addresses) -> dict[str, Any]:
    """What all pages say of the unit, and the way up as far as the caller may go."""
    steps = [(to.unit(unit.code), name_of(unit).zh) for unit in around.above if reading.caller.covers(unit.path)]
    said = {"unit": around.unit, "above": steps, "name_of": name_of}
    return {**said, "as_of": to.as_of, "known_on": to.known_on, "to": to}


def _source(view: View, figure_code: str, unit_code: str, as_of: date) -> str | None:
    """The list of what is counted, where there is one that this reader may open."""
    source = SOURCES.get(figure_code)
    return source.of(unit_code, as_of) if source and view.may(source.permission) else None
