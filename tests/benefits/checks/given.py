"""Somebody whose health is checked, and a check as programs send it."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.checks.schemas import HEALTH_CHECKS
from shared.auth.caller import Caller
from shared.entries.commands import record_entry
from shared.ids import new_id
from shared.outbox.tables import OUTBOX
from tests.benefits.given import ROOM, STATION, given_learned, unit_established, veteran_registered
from tests.given import CENTRE, given_work

KEPT = HEALTH_CHECKS.kept
DOCUMENT = "体检工作方案第1号"
BODY = {
    "year": 2019, "batch": 1, "provider": "新野县人民医院", "scheduled_on": "2019-05-06", "document": DOCUMENT,
}  # fmt: skip


async def given_person(engine: AsyncEngine, path: str = ROOM) -> UUID:
    """A veteran of the room; the units above it are known."""
    person_id: UUID = new_id()
    units = [unit_established(each) for each in (CENTRE, STATION, ROOM)]
    await given_learned(engine, [*units, veteran_registered(person_id, path)])
    return person_id


async def given_check(engine: AsyncEngine, person_id: UUID, *, caller: Caller | None = None, **more: Any) -> UUID:
    """A check that is scheduled, with some of it otherwise."""
    form = HEALTH_CHECKS.form.model_validate({"person_id": person_id, **BODY, **more})
    return await record_entry(given_work(engine, caller), KEPT, form.facts(), document=form.document)


async def told(engine: AsyncEngine) -> list[tuple[str, dict[str, Any]]]:
    """What benefits told of checks, in order."""
    async with engine.connect() as connection:
        rows = (await connection.execute(select(OUTBOX).order_by(OUTBOX.c.id))).all()
    return [(row.type.split(".")[-2], msgspec.json.decode(row.payload)) for row in rows if ".health-check-" in row.type]
