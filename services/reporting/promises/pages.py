"""Whether promises are kept, in a browser."""

from typing import Literal

from starlette.responses import Response

from services.reporting.dependencies import FigureReading
from services.reporting.promises.parameters import OPEN, PROMISES, REASONS, SERVICES, STATES, STEPS
from services.reporting.promises.queries import fetch_days
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.parked.causes import CAUSES
from shared.web.page import Viewing, page_router

router = page_router()

OPEN_DAYS = (Named("open", "未闭环", "not closed"),)


@router.get("/reporting/promises")
async def show_promises(
    reading: FigureReading,
    view: Viewing,
    *,
    promise: Literal["registered", "decided", "resolved", "reported"] | None = None,
    state: Literal["open"] | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Of each promise and day how many events stand how, and ids of those that keep it from closing."""
    page = await fetch_days(
        reading,
        promise=promise,
        only_open=state == "open",
        cursor=cursor,
        limit=limit,
        view=lambda row: row._mapping,
    )
    return view.show(
        "promises.html",
        page=page,
        cursor=cursor,
        promise=promise,
        state=state,
        promises=PROMISES,
        open_days=OPEN_DAYS,
        open_states=OPEN,
        steps=STEPS,
        states=STATES,
        reasons={**REASONS, **CAUSES},
        services=SERVICES,
    )
