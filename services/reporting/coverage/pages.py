"""Coverage in a browser."""

from starlette.responses import Response

from services.reporting.coverage.parameters import AXES, GRAINS, Grain
from services.reporting.coverage.queries import read_coverage
from services.reporting.coverage.schemas import COVERAGE, HEADS, address, heat_of, lines_of
from services.reporting.dependencies import AsOf, TreeReading, UnitCode
from services.reporting.snapshots.queries import get_basis
from services.reporting.units.queries import list_above
from shared.clock import local_date
from shared.export.answering import export_pages
from shared.web.page import Viewing, page_router

router = page_router()

PAGE = "/reporting/coverage"


@router.get("/reporting/coverage")
async def show_coverage(
    reading: TreeReading, view: Viewing, *, unit: UnitCode = None, as_of: AsOf = None, grain: Grain = "month"
) -> Response:
    """The axes of a unit and all below it; of the centre its stations, of others each unit with what it lacks."""
    found = await read_coverage(reading, unit, as_of or local_date(reading.now), grain)
    above = await list_above(reading.connection, found.unit.path, found.day)
    return view.show(
        "coverage.html",
        found=found,
        axes=AXES[:3],
        lines=lines_of(found),
        grains=GRAINS,
        above=[(address(each.code, found.day, grain), each.name) for each in above if reading.caller.covers(each.path)],
        heads=HEADS,
        heat_lines=heat_of(found),
        missing=(await get_basis(reading.connection)).missing,
        units=() if found.unit.kind == "centre" else found.county.of_period(found.unit.path),
    )


export_pages(router, PAGE, COVERAGE)
