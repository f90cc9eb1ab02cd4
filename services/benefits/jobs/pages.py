"""Jobs in a browser: the books, and which postings suit a person."""

from uuid import UUID

from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.jobs.parameters import REASONS
from services.benefits.jobs.queries import find_suiting
from services.benefits.jobs.schemas import BOOKS, SuitingView
from shared.books.pages.entries import entry_pages
from shared.books.queries import count_entries
from shared.events.work_codes import JOB_PLACE
from shared.web.page import Viewing, page_router

router = page_router()


@router.get("/benefits/jobs")
async def show_jobs(reading: asked.JobReading, view: Viewing) -> Response:
    """The books, and how many entries each has."""
    counts = await count_entries(reading, [book.kept for book in BOOKS.all], None)
    return view.show("jobs.html", contents=BOOKS.contents, counts=counts)


@router.get("/benefits/jobs/of-person/{person_id}")
async def show_suiting(person_id: UUID, reading: asked.JobReading, view: Viewing) -> Response:
    """Which postings suit him, and why."""
    found = SuitingView.of(person_id, await find_suiting(reading, person_id))
    places = JOB_PLACE.by_code()
    return view.show("job-matches.html", found=found, way=BOOKS.way, reasons=REASONS, places=places)


for each in BOOKS.all:
    entry_pages(router, BOOKS, each)
