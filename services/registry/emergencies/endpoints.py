"""Emergency grants: those to be looked at, and that somebody did."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.emergencies.commands import review_emergency
from services.registry.emergencies.queries import fetch_emergencies
from services.registry.emergencies.schemas import EMERGENCIES, EmergencyView, ReviewForm
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["grants"])


export_route(router, "/grants/emergencies/exports", EMERGENCIES)


@router.get("/grants/emergencies", responses=problems(401, 403))
async def list_emergencies(
    reading: asked.GrantReading, *, reviewed: bool | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Page[EmergencyView]:
    """Emergency grants within the caller's scope, the latest first · 应急授权列表

    With `reviewed=false` those that nobody has looked at yet, whether they still hold or are over.
    """
    return await fetch_emergencies(reading, reviewed, cursor, limit, view=EmergencyView.of)


@router.post("/grants/{grant_id}/review", status_code=204, responses=problems(401, 403, 404, 409))
async def post_review(grant_id: UUID, form: ReviewForm, work: asked.EmergencyReviewer) -> None:
    """Say that one has looked at what was done by an emergency grant · 复核应急授权

    When it is over, and by nobody who used it or confirmed it.
    """
    await review_emergency(work, grant_id, note=form.note)
