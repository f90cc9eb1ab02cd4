"""F3: the broker is killed and comes back, then stays away for half a minute. The APIs must not notice."""

import asyncio
import time

from faults.arena import Arena

OUTAGE_SECONDS = 30
RESUME_SECONDS = 60


async def run(arena: Arena, n: int) -> None:
    arena.tally.goals = {"flow": 5.0}
    restarts = arena.stack.restarts()
    seen = dict(arena.load.seen.statuses)
    for _ in range(n):
        await asyncio.sleep(arena.chance.uniform(3, 6))
        await asyncio.to_thread(arena.stack.kill, "kafka")
        arena.tally.kills += 1
        await resumed(arena)
    await asyncio.to_thread(arena.stack.supervisor.hold, "kafka")
    await asyncio.sleep(OUTAGE_SECONDS if n >= 10 else OUTAGE_SECONDS / 3)
    await asyncio.to_thread(arena.stack.supervisor.release, "kafka")
    await resumed(arena)
    await arena.all_back()
    arena.none_ended(restarts)
    if noticed := arena.load.seen.failed_since(seen):
        arena.tally.failures.append(f"the APIs noticed that the broker was away: {noticed}")


async def resumed(arena: Arena) -> None:
    """Measure from the port's opening until every relay and every consumer is up with the load again."""
    opened = await arena.kafka_opened()
    if await arena.until(arena.keeps_up, RESUME_SECONDS):
        arena.tally.recovered("flow", time.monotonic() - opened)
    else:
        arena.tally.failures.append(f"the flow has not resumed after {RESUME_SECONDS} s: {await arena.flows()}")
