"""Emergency grants in a browser."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.emergencies.commands import review_emergency
from services.registry.emergencies.parameters import STATES
from services.registry.emergencies.queries import fetch_emergencies, get_emergency
from services.registry.emergencies.schemas import EMERGENCIES, EmergencyView, ReviewForm
from services.registry.grants.parameters import ROLE_WORDS
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Sent

router = page_router()

LIST = "/registry/grants/emergencies"


@router.get(LIST)
async def list_of_emergencies(
    reading: asked.GrantReading,
    view: Viewing,
    *,
    reviewed: bool | None = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Those that nobody has looked at yet, the latest first; also a part of the first page."""
    page = await fetch_emergencies(reading, reviewed, cursor, limit, view=EmergencyView.of)
    shown: Mapping[str, Any] = {"reviewed": str(reviewed).lower(), "states": STATES, "now": reading.now}
    return view.show("emergencies.html", page=page, cursor=cursor, role_words=ROLE_WORDS, **shown)


export_pages(router, LIST, EMERGENCIES)


@router.get("/registry/grants/{grant_id}/review")
async def show_review(grant_id: UUID, reading: asked.EmergencyReviewerReading, view: Viewing) -> Response:
    """The form that asks what came of it."""
    emergency = await get_emergency(reading.connection, grant_id, reading.caller)
    return view.show("review.html", form=Form(), emergency=emergency)


@router.post("/registry/grants/{grant_id}/review")
async def review(
    grant_id: UUID, reading: asked.EmergencyReviewerReading, work: asked.EmergencyReviewer, sent: Sent[ReviewForm]
) -> Response:
    """Say that one has looked at it."""
    emergency = await get_emergency(reading.connection, grant_id, reading.caller)
    async with sent.answering("review.html", emergency=emergency):
        await review_emergency(sent.keyed(work), grant_id, note=sent.value.note)
    return sent.done(LIST)
