"""Answers kept for idempotency keys do not pile up."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.driver import autocommitting
from shared.idempotency import claim as claiming
from shared.idempotency import retention
from shared.idempotency.claim import IdempotencyKey, claim
from shared.idempotency.retention import KEPT
from shared.ids import new_id
from shared.schedule.retention import FORGET_ANSWERS
from tests.shared.schedule.given import run_at

HALF_PAST_THREE = datetime(2026, 4, 30, 19, 30, tzinfo=UTC)


async def given_answer(engine: AsyncEngine, name: str, age: timedelta) -> None:
    key = IdempotencyKey.of(name, b"")
    async with autocommitting(engine).connect() as connection:
        await claim(connection, key, account_id=new_id(), action="x", now=HALF_PAST_THREE - age)


async def kept(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list((await connection.execute(text("SELECT key FROM idempotency ORDER BY 1"))).scalars())


class TestForgettingAnswers:
    async def test_drops_what_is_older_than_two_days(self, kernel_engine: AsyncEngine) -> None:
        await given_answer(kernel_engine, "old", KEPT + timedelta(minutes=1))
        await given_answer(kernel_engine, "young", KEPT - timedelta(minutes=1))
        await run_at(kernel_engine, FORGET_ANSWERS, now=HALF_PAST_THREE - timedelta(hours=1))
        await run_at(kernel_engine, FORGET_ANSWERS, now=HALF_PAST_THREE)
        assert await kept(kernel_engine) == ["young"]

    async def test_goes_on_until_nothing_old_is_left_a_chunk_in_each_transaction(
        self, kernel_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in ("shared.idempotency.retention", "shared.schedule.retention"):
            monkeypatch.setattr(f"{module}.CHUNK_ROWS", 2)
        for number in range(5):
            await given_answer(kernel_engine, f"old {number}", KEPT + timedelta(minutes=number + 1))
        async with kernel_engine.begin() as connection:
            assert await retention.forget_before(connection, HALF_PAST_THREE - KEPT) == 2
        assert await kept(kernel_engine) == ["old 0", "old 1", "old 2"]
        await run_at(kernel_engine, FORGET_ANSWERS, now=HALF_PAST_THREE - timedelta(hours=1))
        await run_at(kernel_engine, FORGET_ANSWERS, now=HALF_PAST_THREE)
        assert await kept(kernel_engine) == []

    async def test_frees_a_key_for_who_repeats_it_at_that_very_moment(
        self, kernel_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The key was taken when the repetition asked, and forgotten before it read the answer."""

        class Lost:
            async def fetch(self, *_: object) -> list[object]:
                monkeypatch.undo()
                return []

        monkeypatch.setattr(claiming, "_CLAIM", Lost())
        async with autocommitting(kernel_engine).connect() as connection:
            key = IdempotencyKey.of("forgotten", b"")
            assert await claim(connection, key, account_id=new_id(), action="x", now=HALF_PAST_THREE) is None
        assert await kept(kernel_engine) == ["forgotten"]
