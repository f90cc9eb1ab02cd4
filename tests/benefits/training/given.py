"""A provider, a course of it, and somebody who takes part."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.training.schemas.courses import COURSES, PROVIDERS
from services.benefits.training.schemas.enrolments import ENROLMENTS
from shared.auth.caller import Caller
from shared.entries.commands import record_entry, take_step
from shared.entries.schemas import Book
from shared.outbox.tables import OUTBOX
from tests.given import given_work

DOCUMENT = "培训工作方案第1号"
PROVIDER = {"name": "新野县职业中等专业学校", "kind": "vocational-school", "approved_on": "2019-01-08"}
COURSE: Mapping[str, Any] = {
    "name": "电焊工培训班", "skill": "welding", "places": 2, "offered_on": "2019-02-18", "starts_on": "2019-03-04",
    "ends_on": "2019-03-29",
}  # fmt: skip
ENROLMENT = {"enrolled_on": "2019-02-25"}
CERTIFICATE = {"qualification": "skill-level", "certificate_number": "2241001234"}
END = date(2019, 3, 29)


async def recorded(engine: AsyncEngine, book: Book, said: Mapping[str, Any], caller: Caller | None = None) -> UUID:
    """An entry of a book."""
    form = book.form.model_validate({"document": DOCUMENT, **said})
    return await record_entry(given_work(engine, caller), book.definition, form.facts(), document=form.document)


async def given_course(engine: AsyncEngine, **more: Any) -> UUID:
    """A course of a provider of its own."""
    provider = await recorded(engine, PROVIDERS, {**PROVIDER, "name": more.pop("provider", PROVIDER["name"])})
    return await recorded(engine, COURSES, {"provider_id": provider, **COURSE, **more})


async def given_enrolment(engine: AsyncEngine, course: UUID, person: UUID, caller: Caller | None = None) -> UUID:
    """Somebody who takes part."""
    return await recorded(engine, ENROLMENTS, {"course_id": course, "person_id": person, **ENROLMENT}, caller)


async def completed(engine: AsyncEngine, enrolment: UUID, on: date = END, **more: Any) -> int:
    """He completes the course."""
    said = {**CERTIFICATE, **more}
    definition = ENROLMENTS.definition
    return await take_step(given_work(engine), definition, enrolment, "completion", on=on, document=DOCUMENT, said=said)


async def told(engine: AsyncEngine) -> list[tuple[str, dict[str, Any]]]:
    """What benefits told of training, in order."""
    async with engine.connect() as connection:
        rows = (await connection.execute(select(OUTBOX).order_by(OUTBOX.c.id))).all()
    return [(row.type.split(".")[-2], msgspec.json.decode(row.payload)) for row in rows if ".training-" in row.type]
