"""How far the service network reaches."""

from typing import Annotated

from fastapi import Query

from services.reporting.coverage.parameters import Grain
from services.reporting.coverage.queries import read_coverage
from services.reporting.coverage.schemas import COVERAGE, CoverageView
from services.reporting.dependencies import AskedFigures, TreeReading
from shared.export.answering import export_route
from shared.http.problems import problems
from shared.http.router import Router

router = Router(prefix="/coverage", tags=["coverage"], responses=problems(401, 403, 404))


@router.get("")
async def get_coverage(
    reading: TreeReading,
    asked: AskedFigures,
    *,
    grain: Annotated[Grain, Query(description="how long the period is in which the day lies")] = "month",
) -> CoverageView:
    """How many units and veterans are covered, nominally and effectively, horizontally and vertically · 服务覆盖情况

    Of a unit within your scope and all below it. Nominally: the unit stands on the day. Effectively: somebody is in
    post at it as well, and something happened at it in the period up to the day.

    With `known_on`, as it was known by the end of that day.
    """
    return CoverageView.of(await read_coverage(reading, asked.unit, asked.day(reading.now), grain, asked.known_on))


export_route(router, "/exports", COVERAGE)
