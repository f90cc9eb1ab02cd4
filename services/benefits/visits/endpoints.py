"""Visits over HTTP."""

from services.benefits import dependencies as asked
from services.benefits.visits.queries import fetch_coverage, fetch_unvisited, wanted_festival
from services.benefits.visits.schemas.book import BOOKS, VISITS
from services.benefits.visits.schemas.coverage import (
    COVERAGE,
    UNVISITED,
    CoverageView,
    Festival,
    UnvisitedView,
    Year,
)
from shared.books.routes import entry_routes
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import OrgCode

router = Router()

entry_routes(router, BOOKS, VISITS, recusal=asked.recusal)
export_route(router, "/visits/coverage/exports", COVERAGE)
export_route(router, "/visits/unvisited/exports", UNVISITED)


@router.get("/visits/coverage", tags=["visits"], responses=problems(401, 403, 409))
async def list_coverage(
    reading: asked.VisitReading,
    year: Year | None = None,
    occasion: Festival | None = None,
    unit: OrgCode | None = None,
    *,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[CoverageView]:
    """How far the visits of a festival have come, unit by unit · 走访慰问覆盖情况"""
    wanted = wanted_festival(reading, year, occasion, unit)
    return await fetch_coverage(reading, wanted, cursor, limit, view=CoverageView.of)


@router.get("/visits/unvisited", tags=["visits"], responses=problems(401, 403, 409))
async def list_unvisited(
    reading: asked.VisitReading,
    year: Year | None = None,
    occasion: Festival | None = None,
    unit: OrgCode | None = None,
    *,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[UnvisitedView]:
    """Who was not visited yet on a festival, unit by unit · 尚未走访人员"""
    wanted = wanted_festival(reading, year, occasion, unit)
    return await fetch_unvisited(reading, wanted, cursor, limit, view=UnvisitedView.of)
