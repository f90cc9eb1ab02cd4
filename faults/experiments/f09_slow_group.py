"""F9: one group needs 50 ms for each event, then stands for minutes while its worker lives.

The others notice nothing, its memory stays bounded, its worker says how far behind it is; then it catches up, at least
three times as fast as events come in. `n` is for how many minutes it stands.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import asyncpg
import psutil

from deploy.embedded.site import SERVICES
from faults.arena import Arena
from faults.wire import ends

SLOW_GROUP = "reporting"
OTHERS = tuple(name for name in SERVICES if name != SLOW_GROUP)
SLOWED_SECONDS = 30
LOOK_SECONDS = 5
PATIENCE_SECONDS = 30
CATCHES_UP_SECONDS = 300
CATCHES_UP = 3.0  # times what comes in meanwhile
GROWS_BYTES = 128 * 1024 * 1024
# Each aggregate of a batch is written here, with hardly ever more than one event of it in a batch.
SLOW_DOWN = (
    """
    CREATE FUNCTION take_long() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_sleep(0.05); RETURN NULL; END $$
    """,
    """
    CREATE TRIGGER take_long AFTER INSERT OR UPDATE ON stream_version
    FOR EACH ROW EXECUTE FUNCTION take_long()
    """,
)
SPEED_UP = ("DROP TRIGGER take_long ON stream_version", "DROP FUNCTION take_long()")
HOLD = "LOCK TABLE stream_version IN ACCESS EXCLUSIVE MODE"
NEXT = "SELECT topic, partition, next FROM consumer_offset"


@dataclass(frozen=True, slots=True)
class Position:
    """How many events the group has applied, and how many there are."""

    applied: int
    there: int

    @property
    def lag(self) -> int:
        return self.there - self.applied


async def run(arena: Arena, n: int) -> None:
    restarts = arena.stack.restarts()
    unserved = Counter(arena.load.seen.unserved)
    worker = psutil.Process(arena.stack.supervisor.running(f"{SLOW_GROUP} worker").pid)
    memory = [worker.memory_info().rss]
    async with slowed_down(arena):
        await watched(arena, SLOWED_SECONDS, worker, memory)
        arena.tally.notes.append(f"behind after {SLOWED_SECONDS} s of 50 ms an event: {(await position(arena)).lag}")
    async with standing(arena):
        await watched(arena, n * 60, worker, memory)
        await says_so(arena)
    await catch_up(arena)
    memory.append(worker.memory_info().rss)
    arena.none_ended(restarts)
    arena.tally.notes.append(f"memory of its worker {memory[0] >> 20} MB before, at most {max(memory) >> 20} MB")
    arena.tally.failures += grown(memory)
    arena.tally.failures += unserved_since(unserved, arena.load.seen.unserved)


def grown(memory: Sequence[int]) -> list[str]:
    """Bytes, first what it needed before anything was slow."""
    by = max(memory) - memory[0]
    return [f"the worker grew by {by >> 20} MB"] if by > GROWS_BYTES else []


def unserved_since(before: Mapping[str, int], now: Mapping[str, int]) -> list[str]:
    """Of the others: what the slow one shows may be old, what they are asked has nothing to do with it."""
    failed = {name: now.get(name, 0) - before.get(name, 0) for name in OTHERS}
    return [f"{count} requests to {name} failed" for name, count in failed.items() if count]


def not_told(lag: int, told: float, said: Sequence[str]) -> list[str]:
    """`told` by its metric, `said` by its readiness."""
    found = []
    if told < lag / 2:
        found.append(f"the worker tells {told:.0f} events of lag where there are {lag}")
    if not said:
        found.append("the worker is ready although nothing can be applied")
    return found


def too_slow(before: Position, after: Position) -> list[str]:
    """While it caught up."""
    applied, came = after.applied - before.applied, after.there - before.there
    if applied < CATCHES_UP * came:
        return [f"{applied} events applied while {came} came: not {CATCHES_UP:g} times as many"]
    return []


@asynccontextmanager
async def slowed_down(arena: Arena) -> AsyncIterator[None]:
    for statement in SLOW_DOWN:
        await arena.sql(SLOW_GROUP, statement)
    try:
        yield
    finally:
        for statement in SPEED_UP:
            await arena.sql(SLOW_GROUP, statement)


@asynccontextmanager
async def standing(arena: Arena) -> AsyncIterator[None]:
    """Nothing can be applied: another session holds what each batch needs. The worker lives, and goes on trying."""
    holding = await asyncpg.connect(arena.admin_url(SLOW_GROUP))
    try:
        async with holding.transaction():
            await holding.execute(HOLD)
            yield
    finally:
        await holding.close()


async def watched(arena: Arena, seconds: float, worker: psutil.Process, memory: list[int]) -> None:
    """For so long; the other groups must keep up meanwhile."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not await arena.until(partial(arena.keeps_up, OTHERS), PATIENCE_SECONDS):
            arena.tally.failures.append(f"the other groups fall behind: {await arena.flows(OTHERS)}")
        memory.append(worker.memory_info().rss)
        await asyncio.sleep(LOOK_SECONDS)


async def says_so(arena: Arena) -> None:
    """By its metric, and by not being ready."""
    lag = (await position(arena)).lag
    told = await arena.metric(f"{SLOW_GROUP} worker", "veterans_inbox_lag_events")
    _, body = await arena.ask(f"{arena.url(f'{SLOW_GROUP} worker')}/readyz")
    said = [check["detail"] for check in body.get("checks", ()) if check["name"] == "consumer" and not check["ok"]]
    arena.tally.notes.append(f"standing, {lag} behind; it tells {told:.0f}, and {said}")
    arena.tally.failures += not_told(lag, told, said)


async def catch_up(arena: Arena) -> None:
    """While the clerks go on."""
    before, began = await position(arena), time.monotonic()
    if not await arena.until(lambda: _is_there(arena), CATCHES_UP_SECONDS):
        arena.tally.failures.append(f"still behind after {CATCHES_UP_SECONDS} s: {await arena.flows()}")
    after, spent = await position(arena), time.monotonic() - began
    applied, came = after.applied - before.applied, after.there - before.there
    arena.tally.notes.append(
        f"caught up with {before.lag} in {spent:.0f} s: {applied / spent:.0f} events/s applied, {came / spent:.0f} came"
    )
    arena.tally.failures += too_slow(before, after)


async def position(arena: Arena) -> Position:
    rows = await arena.sql(SLOW_GROUP, NEXT)
    there = await ends(arena.broker)
    return Position(sum(row["next"] for row in rows), sum(there[row["topic"], row["partition"]] for row in rows))


async def _is_there(arena: Arena) -> bool:
    return (await position(arena)).lag <= 10
