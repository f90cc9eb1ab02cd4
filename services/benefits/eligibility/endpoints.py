"""Who is entitled to what, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.benefits.dependencies import EntitlementReading, Keys
from services.benefits.eligibility.queries import find_entitlements
from services.benefits.eligibility.schemas import EntitlementView
from shared.clock import local_date
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day

router = Router(tags=["entitlements"])


@router.get("/persons/{person_id}/entitlements", responses=problems(401, 403, 404))
async def list_entitlements(
    person_id: UUID,
    reading: EntitlementReading,
    keyring: Keys,
    on: Annotated[Day | None, Query(description="as of this day; today if absent")] = None,
) -> list[EntitlementView]:
    """What comes of every programme in force for a person, clause by clause · 某人可享受的项目及依据"""
    found = await find_entitlements(reading, person_id, on or local_date(reading.now), keyring)
    return [EntitlementView.of(version, finding) for version, finding in found]
