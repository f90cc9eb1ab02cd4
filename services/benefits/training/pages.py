"""Training in a browser: its books, and whose outcomes are overdue."""

from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.directory.queries import names_of_units
from services.benefits.training.queries import count_overdue, fetch_overdue
from services.benefits.training.schemas import BOOKS, OVERDUE, OverdueView
from shared.books.pages.entries import entry_pages
from shared.books.queries import count_entries
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.http.validation import OrgCode
from shared.web.page import Viewing, page_router

router = page_router()
LATE = "/benefits/training-overdue"


@router.get("/benefits/training")
async def show_training(reading: asked.TrainingReading, view: Viewing) -> Response:
    """The books, how many entries each has, and how many outcomes are overdue."""
    counts = await count_entries(reading, [book.definition for book in BOOKS.all], None)
    return view.show("training.html", books=BOOKS.all, counts=counts, overdue=await count_overdue(reading))


@router.get(LATE)
async def list_overdue(
    reading: asked.TrainingReading,
    view: Viewing,
    *,
    unit: OrgCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Whose outcome is overdue, the longest first."""
    page = await fetch_overdue(reading, unit, cursor, limit, view=OverdueView.of)
    units = await names_of_units(reading.connection, {each.org_code for each in page.items})
    return view.show("training-overdue.html", page=page, cursor=cursor, unit=unit, units=units, way=BOOKS.way)


export_pages(router, LATE, OVERDUE)

for each in BOOKS.all:
    entry_pages(router, BOOKS, each)
