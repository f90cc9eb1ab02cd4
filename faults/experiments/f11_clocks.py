"""F11: the clocks of all processes step an hour ahead, then two hours back, then each goes its own way.

Nothing that has happened once happens again, nothing comes out of its order, nothing waits for an hour that is over.
"""

import asyncio
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from deploy.embedded.site import SERVICES
from deploy.embedded.stack import START_SECONDS, api_of, worker_of
from faults.arena import PROCESSES, Arena
from faults.clocks import by_clock, set_clock

HOUR = 3600.0
TRUE = 2 * HOUR  # so that an hour back is after the founding of the county, which was a moment ago
LOAD_SECONDS = 10


async def run(arena: Arena, n: int) -> None:
    files = {process: arena.site.home / "run" / f"{process.replace(' ', '-')}.clock" for process in PROCESSES}
    await started_anew(arena, files)
    restarts = arena.stack.restarts()
    for _ in range(n):
        for off in (HOUR, -HOUR, 0.0):
            await stepped(arena, files, dict.fromkeys(PROCESSES, off))
        await stepped(arena, files, {process: arena.chance.choice((-HOUR, 0.0, HOUR)) for process in PROCESSES})
    await stepped(arena, files, dict.fromkeys(PROCESSES, 0.0))
    arena.none_ended(restarts)


async def stepped(arena: Arena, files: Mapping[str, Path], offs: Mapping[str, float]) -> None:
    """All clocks step under load, and everything goes on."""
    for process, off in offs.items():
        await asyncio.to_thread(set_clock, files[process], TRUE + off)
    await asyncio.sleep(LOAD_SECONDS)
    await arena.all_back()
    if not await arena.until(arena.keeps_up):
        said = ", ".join(f"{process} {off / HOUR:+.0f} h" for process, off in offs.items() if off)
        arena.tally.failures.append(f"something waits while clocks are off ({said}): {await arena.flows()}")


async def started_anew(arena: Arena, files: Mapping[str, Path]) -> None:
    """An orderly end and a start by clocks that can step, not what is tried: nobody works meanwhile."""
    await arena.load.stop()
    for file in files.values():
        await asyncio.to_thread(set_clock, file, TRUE)
    programs = [api_of(arena.site, name) for name in SERVICES]
    programs += [arena.worker(worker_of(arena.site, name)) for name in SERVICES]
    await asyncio.to_thread(arena.stack.supervisor.replace, *(by_clock(each, files[each.name]) for each in programs))
    for process in PROCESSES:
        await arena.until(partial(arena.is_ready, process), START_SECONDS)
    arena.load.start()
