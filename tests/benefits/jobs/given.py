"""Employers, postings, wishes."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.jobs.schemas.employers import EMPLOYERS, POSTINGS
from services.benefits.jobs.schemas.persons import HIRES, PREFERENCES
from shared.clock import local_date
from shared.outbox.tables import OUTBOX
from tests.benefits.training.given import recorded
from tests.given import NOW

DOCUMENT = "就业工作方案第1号"
EMPLOYER = {"name": "新野县保安服务公司", "kind": "private", "registered_on": "2019-01-08"}
TODAY = local_date(NOW)
POSTING: Mapping[str, Any] = {
    "title": "保安员", "occupation": "security", "place": "county", "wage_yuan": "3500", "places": 1,
    "veterans_first": True, "posted_on": "2019-04-08", "open_until": "2099-12-31",
}  # fmt: skip
WISH = {"occupation": "security", "place": "city", "wage_yuan": "3000", "wished_on": "2019-04-01"}


async def given_employer(engine: AsyncEngine, **more: Any) -> UUID:
    return await recorded(engine, EMPLOYERS, {**EMPLOYER, **more})


async def given_posting(engine: AsyncEngine, employer: UUID, **more: Any) -> UUID:
    return await recorded(engine, POSTINGS, {"employer_id": employer, **POSTING, **more})


async def given_wish(engine: AsyncEngine, person: UUID, **more: Any) -> UUID:
    return await recorded(engine, PREFERENCES, {"person_id": person, **WISH, **more})


async def given_hire(engine: AsyncEngine, posting: UUID, person: UUID, on: date = date(2019, 5, 6)) -> UUID:
    return await recorded(engine, HIRES, {"posting_id": posting, "person_id": person, "hired_on": on})


async def told(engine: AsyncEngine) -> list[tuple[str, dict[str, Any]]]:
    """What benefits told of jobs, in order."""
    async with engine.connect() as connection:
        rows = (await connection.execute(select(OUTBOX).order_by(OUTBOX.c.id))).all()
    return [(row.type.split(".")[-2], msgspec.json.decode(row.payload)) for row in rows if ".job-" in row.type]
