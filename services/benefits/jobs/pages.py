"""Jobs in a browser: the books, and which postings suit a person."""

from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.directory.queries import names_of_units
from services.benefits.jobs.domain import monday_of
from services.benefits.jobs.parameters import REASONS
from services.benefits.jobs.queries import fetch_pushes, find_suiting
from services.benefits.jobs.schemas import BOOKS, PUSHES, ListedPush, SuitingView
from shared.books.pages.entries import entry_pages
from shared.books.queries import count_entries
from shared.events.work_codes import JOB_PLACE
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.http.validation import OrgCode
from shared.web.filters import FilterDay
from shared.web.page import Viewing, page_router

router = page_router()


@router.get("/benefits/jobs")
async def show_jobs(reading: asked.JobReading, view: Viewing) -> Response:
    """The books, and how many entries each has."""
    counts = await count_entries(reading, [book.definition for book in BOOKS.all], None)
    return view.show("jobs.html", contents=BOOKS.contents, counts=counts)


@router.get("/benefits/jobs/of-person/{person_id}")
async def show_suiting(person_id: UUID, reading: asked.JobReading, view: Viewing) -> Response:
    """Which postings suit him, and why."""
    found = SuitingView.of(person_id, await find_suiting(reading, person_id))
    places = JOB_PLACE.by_code()
    return view.show("job-matches.html", found=found, way=BOOKS.way, reasons=REASONS, places=places)


PUSHED = "/benefits/job-pushes"


@router.get(PUSHED)
async def list_pushes(
    reading: asked.JobReading,
    view: Viewing,
    *,
    unit: OrgCode | None = None,
    week: FilterDay = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """What was put together for whom, the last first; of a week by any of its days."""
    monday = monday_of(week) if week else None
    page = await fetch_pushes(reading, unit, monday, cursor, limit, view=ListedPush.of)
    units = await names_of_units(reading.connection, {each.org_code for each in page.items})
    shown: dict[str, Any] = {"unit": unit, "week": week, "units": units, "way": BOOKS.way}
    return view.show("job-pushes.html", page=page, cursor=cursor, **shown)


export_pages(router, PUSHED, PUSHES)

for each in BOOKS.all:
    entry_pages(router, BOOKS, each)
