"""F15: every process restarted in turn under load, by SIGTERM; two APIs of each service, as behind a balancer.

No request may fail, and every process is gone within ten seconds, also while Kafka is down.
"""

import asyncio
import time

from deploy.embedded.site import SERVICES
from faults.arena import PROCESSES, Arena
from faults.strangers import second_apis

EXIT_SECONDS = 10.0


async def run(arena: Arena, n: int) -> None:
    arena.tally.goals = {"exit": EXIT_SECONDS}
    async with second_apis(arena, SERVICES) as route:
        arena.load.route = route
        before = dict(arena.load.seen.statuses)
        for number in range(n):
            without_kafka = number == n - 1
            if without_kafka:
                await asyncio.to_thread(arena.stack.supervisor.hold, "kafka")
            for process in PROCESSES:
                await restart(arena, process, waits=process.endswith("API") or not without_kafka)
            if without_kafka:
                await asyncio.to_thread(arena.stack.supervisor.release, "kafka")
        await arena.all_back()
        await arena.load.stop()
        if failed := arena.load.seen.failed_since(before):
            arena.tally.failures.append(f"requests failed (0: broken off): {failed}")
    arena.load.route = None


async def restart(arena: Arena, process: str, *, waits: bool) -> None:
    running = arena.stack.supervisor.running(process)
    began = time.monotonic()
    await asyncio.to_thread(running.signal_stop)
    await arena.until(lambda: _is_gone(arena, process, running.pid), EXIT_SECONDS + 5)
    spent = time.monotonic() - began
    arena.tally.recovered("exit", spent)
    if spent > EXIT_SECONDS:
        arena.tally.failures.append(f"{process} took {spent:.1f} s to end")
    if waits:
        arena.watch(process)
        await asyncio.shield(arena.watching[process])


async def _is_gone(arena: Arena, process: str, pid: int) -> bool:
    now = arena.stack.supervisor.running(process)
    return now.pid != pid or not now.alive
