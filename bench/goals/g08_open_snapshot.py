"""G8: a snapshot that someone holds open for minutes must not slow the relay down."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg

from bench.aims import Finding, Goal, at_least
from bench.measuring import Arm, Effort, Series, interleaved
from bench.outbox import Backlog, drained_by_relay, empty
from bench.stage import Database, Stage

ROWS = 100_000
HELD_SECONDS = 180


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    """Blocks in turns, without – with – without, since a snapshot of three minutes cannot be taken in turns."""
    database = await stage.database("services.registry")
    engine, topic = database.engine(), stage.topic()
    servers = stage.kafka.bootstrap_servers
    held_seconds = HELD_SECONDS if effort.share == 1 else 3
    empty(database)

    async def drain() -> float:
        backlog = Backlog.of(topic, effort.count(ROWS))
        await backlog.record(engine)
        database.administer("CHECKPOINT")
        return await drained_by_relay(engine, servers, topic, len(backlog.rows))

    arms = [Arm("drain", drain)]
    before = (await interleaved(arms, effort))["drain"]
    async with _snapshot(database):
        began = time.monotonic()
        while time.monotonic() - began < held_seconds:
            await drain()
            await asyncio.sleep(0)
        held = (await interleaved(arms, effort))["drain"]
    after = (await interleaved(arms, effort))["drain"]
    without = Series((*before.values, *after.values))
    facts: dict[str, object] = {"snapshot": f"open for {held_seconds} s before the first measured drain"}
    facts |= {"without, before": f"{before.median:,.0f}/s", "without, after": f"{after.median:,.0f}/s"}
    against = "the same drains without a snapshot, half before and half after"
    return [Finding("relay", "events/s", at_least(0.95), held, without, against, facts)]


@asynccontextmanager
async def _snapshot(database: Database) -> AsyncIterator[None]:
    connection = await asyncpg.connect(database.admin_url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.fetchval("SELECT count(*) FROM outbox")
            yield
    finally:
        await connection.close()


GOAL = Goal("G8", "relay with a snapshot held open for three minutes ≥ 0.95 × without", measure)
