"""A visit as programs send it, and what was told of visits."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.visits.schemas.book import VISITS
from shared.auth.caller import Caller
from shared.entries.commands import record_entry
from tests.given import given_work

DEFINITION = VISITS.definition
DOCUMENT = "春节走访慰问方案第1号"
BODY = {
    "year": 2019, "occasion": "spring-festival", "level": "village", "planned_on": "2019-01-28", "gift_yuan": "200.00",
    "document": DOCUMENT,
}  # fmt: skip


async def given_visit(engine: AsyncEngine, person_id: UUID, *, caller: Caller | None = None, **more: Any) -> UUID:
    """A visit that is planned, with some of it otherwise."""
    form = VISITS.form.model_validate({"person_id": person_id, **BODY, **more})
    return await record_entry(given_work(engine, caller), DEFINITION, form.facts(), document=form.document)
