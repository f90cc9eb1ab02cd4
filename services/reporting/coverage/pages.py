"""Coverage in a browser."""

from starlette.responses import Response

from services.reporting.coverage.parameters import AXES, GRAINS, Grain
from services.reporting.coverage.queries import read_coverage
from services.reporting.coverage.schemas import COVERAGE, HEADS, address, figures_address, heat_of, lines_of
from services.reporting.dependencies import AskedFigures, TreeReading
from services.reporting.snapshots.queries import get_basis
from services.reporting.units.queries import list_above
from shared.export.answering import export_pages
from shared.web.page import Viewing, page_router

router = page_router()

PAGE = "/reporting/coverage"


@router.get("/reporting/coverage")
async def show_coverage(
    reading: TreeReading, view: Viewing, asked: AskedFigures, *, grain: Grain = "month"
) -> Response:
    """The axes of a unit and all below it; of the centre its stations, of others each unit with what it lacks."""
    found = await read_coverage(reading, asked.unit, asked.day(reading.now), grain, asked.known_on)
    above = await list_above(reading.connection, found.unit.path, found.day, asked.known_before)
    return view.show(
        "coverage.html",
        found=found,
        figures=figures_address(found),
        axes=AXES[:3],
        lines=lines_of(found),
        grains=GRAINS,
        above=[(address(each.code, found), each.name) for each in above if reading.caller.covers(each.path)],
        heads=HEADS,
        heat_lines=heat_of(found),
        missing=(await get_basis(reading.connection)).missing,
        units=() if found.unit.kind == "centre" else found.county.of_period(found.unit.path),
    )


export_pages(router, PAGE, COVERAGE)
