"""Visits in a browser: the book, how far a festival's visits have come, and who was not visited yet."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.directory.queries import names_of_units
from services.benefits.visits.domain import spring_festival_visits
from services.benefits.visits.parameters import ARMY_DAY, OCCASIONS, SPRING_FESTIVAL
from services.benefits.visits.queries import (
    WantedFestival,
    count_unvisited,
    fetch_coverage,
    fetch_unvisited,
    wanted_festival,
)
from services.benefits.visits.schemas.book import BOOKS, VISITS
from services.benefits.visits.schemas.coverage import COVERAGE, UNVISITED, CoverageView, Festival, UnvisitedView, Year
from shared.books.pages.entries import entry_pages
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.http.validation import OrgCode
from shared.web.page import Viewing, page_router

router = page_router()

AT = "/benefits/visits"


def _facts(wanted: WantedFestival) -> Mapping[str, Any]:
    days = spring_festival_visits(wanted.year) if wanted.occasion == SPRING_FESTIVAL else None
    return {"wanted": wanted, "days": days, "others": [OCCASIONS[ARMY_DAY]], "at": AT}


@router.get(f"{AT}/coverage")
async def show_coverage(
    reading: asked.VisitReading,
    view: Viewing,
    year: Year | None = None,
    occasion: Festival | None = None,
    unit: OrgCode | None = None,
    *,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """How far each unit has come."""
    wanted = wanted_festival(reading, year, occasion, unit)
    page = await fetch_coverage(reading, wanted, cursor, limit, view=CoverageView.of)
    left = await count_unvisited(reading, wanted)
    return view.show("visit-coverage.html", page=page, cursor=cursor, left=left, **_facts(wanted))


@router.get(f"{AT}/unvisited")
async def show_unvisited(
    reading: asked.VisitReading,
    view: Viewing,
    year: Year | None = None,
    occasion: Festival | None = None,
    unit: OrgCode | None = None,
    *,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Who was not visited yet."""
    wanted = wanted_festival(reading, year, occasion, unit)
    page = await fetch_unvisited(reading, wanted, cursor, limit, view=UnvisitedView.of)
    units = await names_of_units(reading.connection, {each.org_code for each in page.items})
    return view.show("unvisited.html", page=page, cursor=cursor, units=units, **_facts(wanted))


export_pages(router, f"{AT}/coverage", COVERAGE)
export_pages(router, f"{AT}/unvisited", UNVISITED)
entry_pages(router, BOOKS, VISITS, recusal=asked.recusal)
