"""F20: the broker's disk is gone. `republish` rewinds the outboxes, an empty broker comes, everything goes out again.

The order is the operator's: republish first, then the broker, so that the log begins with the first event.
"""

import asyncio
import shutil

from deploy.embedded.stack import furnish
from faults.arena import Arena
from faults.commands import republish_all
from faults.experiments.f03_broker import resumed

LOAD_SECONDS = 8


async def run(arena: Arena, n: int) -> None:
    again = 0
    for _ in range(n):
        await asyncio.sleep(LOAD_SECONDS)
        again += await lose_disk(arena)
        await asyncio.to_thread(furnish, arena.site, arena.broker)
        await resumed(arena)
    arena.tally.notes.append(f"{again} events published again")


async def lose_disk(arena: Arena) -> int:
    """Until a broker without topics answers; how many events are to be published again."""
    await asyncio.to_thread(arena.stack.supervisor.hold, "kafka")
    arena.tally.kills += 1
    again = await republish_all(arena)
    await asyncio.to_thread(shutil.rmtree, arena.site.home / "kafka" / "data")
    await asyncio.to_thread(arena.node().prepare)
    await asyncio.to_thread(arena.stack.supervisor.release, "kafka")
    arena.injected.clear()
    arena.foldable.clear()
    return again
