"""G4: from the commit to Kafka's acknowledgement, and on to where a projection shows it."""

import asyncio
import sys
import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bench import writer
from bench.measuring import Effort, interleaved_percentiles
from bench.outbox import empty, relaying
from bench.stage import ROOT, Database, Stage
from bench.targets import Finding, Goal, at_most
from deploy.kafka.topics import apply, listed
from services.benefits import SERVICE
from shared.events.registry import VeteranRegistered
from shared.inbox.consumer import Consumer
from shared.inbox.projection import Delivered, Projection
from shared.kafka.broker import Broker
from shared.outbox.position import Pending
from shared.outbox.publisher import Publisher
from shared.service.assembly import projections_of

COMMANDS_PER_SECOND, QUIET_PER_SECOND = 500, 100
ACKNOWLEDGED_MS, VISIBLE_MS = 30, 50
WARM_UP_SECONDS = 1.0  # of each turn: a writer starts, a producer learns the topic, a relay wakes from its longest nap


class Watched(Publisher):
    """Notes when each key was acknowledged, in Unix seconds."""

    def __init__(self, broker: Broker, acknowledged: dict[str, float]) -> None:
        super().__init__(broker)
        self._acknowledged = acknowledged

    async def send(self, rows: Sequence[Pending]) -> None:
        await super().send(rows)
        self._acknowledged.update(dict.fromkeys((row.key for row in rows), time.time()))


async def measure(stage: Stage, effort: Effort) -> Sequence[Finding]:
    apply(stage.kafka.broker, listed())
    return [await _to_acknowledgement(stage, effort), await _to_projection(stage, effort)]


async def _to_acknowledgement(stage: Stage, effort: Effort) -> Finding:
    database = await stage.database("services.registry")
    engine = database.engine()

    async def sample() -> Sequence[float]:
        empty(database)
        return await _relayed(stage, database, engine, effort)

    series = await interleaved_percentiles({"acknowledged": sample}, (50, 99), effort)
    facts: dict[str, object] = {"p50": f"{series['acknowledged', 50].median:.1f} ms"}
    what = f"commit → acknowledged, p99, {COMMANDS_PER_SECOND}/s"
    return Finding(what, "ms", at_most(ACKNOWLEDGED_MS), series["acknowledged", 99], facts=facts)


async def _written(stage: Stage, database: Database, rate: float, effort: Effort) -> dict[str, float]:
    file = stage.home / "commits"
    argv = (sys.executable, "-m", "bench.writer", database.url, str(rate), str(effort.seconds), str(file))
    program = await asyncio.create_subprocess_exec(*argv, cwd=ROOT)
    if await program.wait():
        raise RuntimeError("the writer failed")
    return writer.read(file)


async def _relayed(stage: Stage, database: Database, engine: AsyncEngine, effort: Effort) -> Sequence[float]:
    acknowledged: dict[str, float] = {}
    publisher = Watched(stage.kafka.broker, acknowledged)
    async with relaying(engine, stage.kafka.broker, publisher):
        committed = await _written(stage, database, COMMANDS_PER_SECOND, effort)
        await _until_all(committed, acknowledged)
    return _milliseconds(committed, acknowledged, effort)


async def _to_projection(stage: Stage, effort: Effort) -> Finding:
    """Relay and consumer as two services run them, at a fifth of the load."""
    registry, benefits = await stage.database("services.registry"), await stage.database("services.benefits")
    broker = stage.kafka.broker
    seen: list[str] = []
    visible: dict[str, float] = {}

    async def note(_connection: AsyncConnection, delivered: Sequence[Delivered[Any]]) -> None:
        seen.extend(each.key for each in delivered)

    def on_commit() -> None:
        visible.update(dict.fromkeys(seen, time.time()))
        seen.clear()

    probe = Projection("probe", (VeteranRegistered,), note, ())
    consumer = Consumer(
        benefits.engine(), group="benefits", broker=broker, projections=(*projections_of(SERVICE), probe),
        after_commit=on_commit,
    )  # fmt: skip
    stop = asyncio.Event()
    consuming = asyncio.create_task(consumer.run(stop))

    async def sample() -> Sequence[float]:
        committed = await _written(stage, registry, QUIET_PER_SECOND, effort)
        await _until_all(committed, visible)
        return _milliseconds(committed, visible, effort)

    async with relaying(registry.engine(), broker):
        await sample()
        series = await interleaved_percentiles({"visible": sample}, (50, 99), effort)
    stop.set()
    await consuming
    facts: dict[str, object] = {"p50": f"{series['visible', 50].median:.1f} ms"}
    what = f"commit → visible in benefits, p99, {QUIET_PER_SECOND}/s"
    return Finding(what, "ms", at_most(VISIBLE_MS), series["visible", 99], facts=facts)


async def _until_all(committed: dict[str, float], arrived: dict[str, float]) -> None:
    async with asyncio.timeout(30):
        while not committed.keys() <= arrived.keys():
            await asyncio.sleep(0.05)


def _milliseconds(committed: dict[str, float], arrived: dict[str, float], effort: Effort) -> Sequence[float]:
    """Of each event that does not belong to the warming up."""
    first = min(committed.values()) + _warm_up(effort)
    return [(arrived[key] - at) * 1000 for key, at in committed.items() if at > first]


def _warm_up(effort: Effort) -> float:
    return min(WARM_UP_SECONDS, effort.seconds / 2)


GOAL = Goal(
    "G4",
    "commit → acknowledged p99 ≤ 30 ms at 500 commands/s; commit → projection visible p99 ≤ 50 ms at 100/s",
    measure,
)
