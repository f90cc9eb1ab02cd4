"""Training over HTTP."""

from services.benefits import dependencies as asked
from services.benefits.training.queries import fetch_overdue
from services.benefits.training.schemas import BOOKS, OVERDUE, OverdueView
from shared.books.routes import entry_routes
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import OrgCode

router = Router()

for each in BOOKS.all:
    entry_routes(router, BOOKS, each)

export_route(router, "/training-overdue/exports", OVERDUE)


@router.get("/training-overdue", tags=["enrolments"], responses=problems(401, 403, 409))
async def list_overdue_outcomes(
    reading: asked.TrainingReading, *, unit: OrgCode | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[OverdueView]:
    """Whose outcome after 3 or 6 months is overdue, the longest first · 就业情况逾期未登记的学员"""
    return await fetch_overdue(reading, unit, cursor, limit, view=OverdueView.of)
