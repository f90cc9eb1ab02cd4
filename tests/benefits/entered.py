"""What tests of books of persons share."""

from typing import Any
from uuid import UUID

import httpx2
import msgspec
import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.directory.tables import MERGED_VETERAN, VETERAN
from shared.command import Transaction, command
from shared.entries.domain import EntryInvalid
from shared.ids import new_id
from shared.outbox.tables import OUTBOX
from shared.schedule import Due, Job


async def told_of(engine: AsyncEngine, what: str) -> list[tuple[str, dict[str, Any]]]:
    """What benefits told of entries of a book, in order."""
    async with engine.connect() as connection:
        rows = (await connection.execute(select(OUTBOX).order_by(OUTBOX.c.id))).all()
    return [(row.type.split(".")[-2], msgspec.json.decode(row.payload)) for row in rows if f".{what}-" in row.type]


async def known(engine: AsyncEngine, person: UUID, **facts: Any) -> None:
    """What the directory says of the person from now on."""
    async with engine.begin() as connection:
        await connection.execute(update(VETERAN).where(VETERAN.c.veteran_id == person).values(facts))


async def merged(engine: AsyncEngine, file: UUID, into: UUID) -> None:
    """The directory knows that a file goes on in another one."""
    async with engine.begin() as connection:
        await connection.execute(insert(MERGED_VETERAN).values(veteran_id=file, merged_into=into))


async def apart(engine: AsyncEngine, file: UUID) -> None:
    """They are two persons after all."""
    async with engine.begin() as connection:
        await connection.execute(delete(MERGED_VETERAN).where(MERGED_VETERAN.c.veteran_id == file))


@command
async def run_once(tx: Transaction, job: Job) -> None:
    """What the clock does."""
    await job.run(tx, Due("", tx.now, {}))


def faults_of(refused: pytest.ExceptionInfo[EntryInvalid]) -> dict[str, str]:
    """What was wrong, by field."""
    return {each.field: each.code for each in refused.value.fields}


def faults_in(answer: httpx2.Response) -> dict[str, str]:
    """The same of an answer."""
    return {each["field"]: each["code"] for each in answer.json()["fields"]}


async def send(browser: httpx2.AsyncClient, path: str, version: int = 1, /, **said: Any) -> httpx2.Response:
    """A form as a browser sends it."""
    return await browser.post(path, data={"idempotency_key": str(new_id()), "version": str(version), **said})
