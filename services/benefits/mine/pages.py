"""One's own matters in a browser, on a telephone first."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from services.benefits import dependencies as asked
from services.benefits.applications.parameters import LEVELS, STATES
from services.benefits.conditions.parameters import FACTS
from services.benefits.eligibility.parameters import OUTCOMES, VERDICTS
from services.benefits.eligibility.schemas import EntitlementView
from services.benefits.mine.queries import list_own_applications, list_own_entitlements
from services.benefits.mine.schemas import OwnApplicationView
from shared.clock import local_date
from shared.web.page import Viewing, page_router

router = page_router()

BADGES = {"entitled": "ok", "not-entitled": "none", "needs-evidence": "due", "passed": "ok", "failed": "none"}
WORDS: Mapping[str, Any] = {
    "facts": FACTS, "outcomes": OUTCOMES, "verdicts": VERDICTS, "badges": BADGES, "states": STATES, "levels": LEVELS,
}  # fmt: skip
ORDER = ("entitled", "needs-evidence", "not-entitled")


@router.get("/benefits/mine")
async def show_mine(reading: asked.OwnReading, person_id: asked.OwnPerson, view: Viewing) -> Response:
    """What one is entitled to today, and how one's applications stand."""
    today = local_date(reading.now)
    found = await list_own_entitlements(reading.connection, person_id, today)
    entitlements = [EntitlementView.of(version, finding) for version, finding in found]
    entitlements.sort(key=lambda each: ORDER.index(each.outcome))
    names = {each.programme_code: each.name for each in entitlements}
    held = await list_own_applications(reading.connection, person_id)
    applications = [OwnApplicationView.of(row) for row in held]
    return view.show(
        "mine.html", entitlements=entitlements, applications=applications, programmes=names, on=today, **WORDS
    )
