"""Whether the services hold the same persons, in a browser."""

from starlette.responses import Response

from services.reporting.comparisons.commands import ask_comparison
from services.reporting.comparisons.parameters import DIFFERENCES, SERVICES, Compared
from services.reporting.comparisons.queries import fetch_differences, list_comparisons
from services.reporting.dependencies import ComparisonAsker, SubjectReading
from services.reporting.units.domain import FOREVER
from services.reporting.units.queries import list_units_at
from shared.clock import local_date
from shared.http.pages import Cursor, Limit
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent

router = page_router()

PAGE = "/reporting/comparisons"


@router.get("/reporting/comparisons")
async def show_comparisons(
    reading: SubjectReading,
    view: Viewing,
    *,
    service: Compared | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """What the last comparison came to, and who is held otherwise: ids, within the reader's scope."""
    page = await fetch_differences(reading, service, cursor, limit, view=lambda row: row._mapping)
    paths = {row["org_path"] for row in page.items}
    return view.show(
        "comparisons.html",
        comparisons=await list_comparisons(reading.connection),
        page=page,
        cursor=cursor,
        service=service,
        services=SERVICES,
        kinds=DIFFERENCES,
        units=await list_units_at(reading.connection, local_date(reading.now), FOREVER, paths),
    )


@router.post("/reporting/comparisons/now")
async def ask(work: ComparisonAsker, sent: Sent[Pressed]) -> Response:
    """Have them compared now."""
    await ask_comparison(sent.keyed(work))
    return sent.done(PAGE)
