"""Answers kept for idempotency keys do not pile up."""

import asyncio
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import clock
from shared.database.driver import autocommitting
from shared.database.engine import create_engine
from shared.idempotency.claim import IdempotencyKey, claim
from shared.idempotency.retention import KEPT, AnswerRetention
from shared.ids import new_id


async def given_answer(engine: AsyncEngine, name: str, age: timedelta) -> None:
    key = IdempotencyKey.of(name, b"")
    async with autocommitting(engine).connect() as connection:
        await claim(connection, key, account_id=new_id(), action="x", now=clock.now() - age)


class TestAnswerRetention:
    async def test_forgets_what_is_older_than_two_days_and_ends_when_told(self, kernel_engine: AsyncEngine) -> None:
        await given_answer(kernel_engine, "old", KEPT + timedelta(minutes=1))
        await given_answer(kernel_engine, "young", KEPT - timedelta(minutes=1))
        stop = asyncio.Event()
        running = asyncio.create_task(AnswerRetention(kernel_engine).run(stop))
        await asyncio.sleep(0)  # it has begun; a round that began is finished
        stop.set()
        await running
        assert await kept(kernel_engine) == ["young"]

    async def test_outlives_an_outage(self) -> None:
        nobody = create_engine("postgresql://a:b@127.0.0.1:9/c", pool_size=1, application_name="x")
        stop = asyncio.Event()
        running = asyncio.create_task(AnswerRetention(nobody).run(stop))
        await asyncio.sleep(0.05)
        assert not running.done()
        stop.set()
        await running
        await nobody.dispose()


async def kept(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list((await connection.execute(text("SELECT key FROM idempotency ORDER BY 1"))).scalars())
