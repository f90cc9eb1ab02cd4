"""How far the service network reaches."""

from typing import Annotated

from fastapi import Query

from services.reporting.coverage.parameters import Grain
from services.reporting.coverage.queries import read_coverage
from services.reporting.coverage.schemas import COVERAGE, CoverageView
from services.reporting.dependencies import AsOf, TreeReading, UnitCode
from shared.clock import local_date
from shared.export.answering import export_route
from shared.http.problems import problems
from shared.http.router import Router

router = Router(prefix="/coverage", tags=["coverage"], responses=problems(401, 403, 404))


@router.get("")
async def get_coverage(
    reading: TreeReading,
    *,
    as_of: AsOf = None,
    grain: Annotated[Grain, Query(description="how long the period is in which the day lies")] = "month",
    unit: UnitCode = None,
) -> CoverageView:
    """How many units and veterans are covered, nominally and effectively, horizontally and vertically · 服务覆盖情况

    Of a unit within your scope and all below it. Nominally: the unit stands on the day. Effectively: somebody is in
    post at it as well, and something happened at it in the period up to the day.
    """
    return CoverageView.of(await read_coverage(reading, unit, as_of or local_date(reading.now), grain))


export_route(router, "/exports", COVERAGE)
