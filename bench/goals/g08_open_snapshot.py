"""G8: a snapshot that someone holds open for minutes must not slow the relay down."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

import asyncpg

from bench.measuring import Arm, Effort, Series, interleaved
from bench.outbox import Backlog, drained_by_relay, empty
from bench.stage import Database, Stage
from bench.targets import Finding, Goal, at_least

ROWS = 200_000
HELD_SECONDS = 180


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    """Three minutes of work and then the measured drains: without, with, without; the outbox is emptied in between.

    A snapshot of three minutes cannot be taken in turns, and what millions of events leave behind must not be taken for
    its doing.
    """
    database = await stage.database("services.registry")
    engine, broker = database.engine(), stage.kafka.broker
    held_seconds = HELD_SECONDS if effort.share == 1 else 3

    async def after_minutes(meanwhile: AbstractAsyncContextManager[None]) -> Series:
        empty(database)
        database.settle()
        topic = stage.topic()

        async def drain() -> float:
            backlog = Backlog.of(topic, effort.count(ROWS))
            await backlog.record(engine)
            database.administer("CHECKPOINT")
            return await drained_by_relay(engine, broker, topic, len(backlog.rows))

        async with meanwhile:
            began = time.monotonic()
            while time.monotonic() - began < held_seconds:
                await drain()
            return (await interleaved([Arm("drain", drain)], effort))["drain"]

    before = await after_minutes(nullcontext())
    held = await after_minutes(_snapshot(database))
    after = await after_minutes(nullcontext())
    without = Series((*before.values, *after.values))
    facts: dict[str, object] = {"snapshot": f"open for {held_seconds} s of work before the first measured drain"}
    facts |= {"without, before": f"{before.median:,.0f}/s", "without, after": f"{after.median:,.0f}/s"}
    against = "the same minutes without a snapshot, once before and once after"
    return [Finding("relay", "events/s", at_least(0.9), held, without, against, facts)]


@asynccontextmanager
async def _snapshot(database: Database) -> AsyncIterator[None]:
    connection = await asyncpg.connect(database.admin_url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.fetchval("SELECT count(*) FROM outbox")
            yield
    finally:
        await connection.close()


GOAL = Goal("G8", "relay with a snapshot held open for three minutes ≥ 0.9 × without", measure)
