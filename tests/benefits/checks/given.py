"""Somebody whose health is checked, and a check as programs send it."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.checks.schemas import HEALTH_CHECKS
from services.benefits.eligibility.parameters import CATEGORIES
from services.benefits.eligibility.projection import FACTS
from services.benefits.programmes.domain import Rule
from shared.auth.caller import Caller
from shared.entries.commands import record_entry
from shared.events.contract import Event
from shared.events.registry import CategoryRecognised
from shared.ids import new_id
from shared.outbox.tables import OUTBOX
from tests.benefits.given import ROOM, STATION, given_delivered, given_learned, unit_established, veteran_registered
from tests.given import CENTRE, given_work

DEFINITION = HEALTH_CHECKS.definition
DOCUMENT = "体检工作方案第1号"
RULES = (
    Rule("category", "体检工作方案", "参战、参试人员。", {"fact": CATEGORIES, "op": "overlaps", "value": ["51", "61"]}),
)
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
    return await record_entry(given_work(engine, caller), DEFINITION, form.facts(), document=form.document)


async def given_category(engine: AsyncEngine, person_id: UUID, category: str, since: date) -> UUID:
    """It is told that he was recognised as one of this category. Answers the holding."""
    holding: UUID = new_id()
    recognised = CategoryRecognised(
        holding_id=holding, person_id=person_id, org_path=ROOM, category=category, since=since, benefit=True,
        clause="pension-rules",
    )  # fmt: skip
    await given_facts(engine, recognised)
    return holding


async def given_facts(engine: AsyncEngine, *events: Event) -> None:
    """What registry told of categories."""
    async with engine.begin() as connection:
        await FACTS.apply(connection, [given_delivered(event) for event in events])


async def told(engine: AsyncEngine) -> list[tuple[str, dict[str, Any]]]:
    """What benefits told of checks, in order."""
    async with engine.connect() as connection:
        rows = (await connection.execute(select(OUTBOX).order_by(OUTBOX.c.id))).all()
    return [(row.type.split(".")[-2], msgspec.json.decode(row.payload)) for row in rows if ".health-check-" in row.type]
