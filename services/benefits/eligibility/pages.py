"""Who is entitled to what, in a browser: a part of a person's file."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.benefits.conditions.parameters import FACTS
from services.benefits.dependencies import EntitlementReading, Keys
from services.benefits.eligibility.parameters import OUTCOMES, VERDICTS
from services.benefits.eligibility.queries import find_entitlements
from services.benefits.eligibility.schemas import EntitlementView
from services.benefits.facts.queries import find_asked
from shared.clock import local_date
from shared.web.filters import FilterDay
from shared.web.page import Viewing, page_router

router = page_router()

BADGES = {"entitled": "ok", "not-entitled": "none", "needs-evidence": "due", "passed": "ok", "failed": "none"}
WORDS: Mapping[str, Any] = {"facts": FACTS, "outcomes": OUTCOMES, "verdicts": VERDICTS, "badges": BADGES}


@router.get("/benefits/entitlements/of-person/{person_id}")
async def show_entitlements(
    person_id: UUID, reading: EntitlementReading, keyring: Keys, view: Viewing, on: FilterDay = None
) -> Response:
    """What comes of each programme, and why."""
    day = on or local_date(reading.now)
    found = await find_entitlements(reading, person_id, day, keyring)
    shown = [EntitlementView.of(version, finding) for version, finding in found]
    asked = await find_asked(reading.connection, person_id)
    return view.show("entitlements.html", entitlements=shown, on=day, person_id=person_id, asked=asked, **WORDS)
