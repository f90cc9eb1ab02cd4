"""F18: Kafka forgets what the groups had committed. The databases know better."""

import asyncio

from faults.arena import Arena
from faults.oracle.gathering import CONSUMING
from faults.wire import forget_groups

LOAD_SECONDS = 5


async def run(arena: Arena, n: int) -> None:
    workers = [f"{service} worker" for service in CONSUMING]
    for _ in range(n):
        await asyncio.sleep(LOAD_SECONDS)
        for worker in workers:
            await asyncio.to_thread(arena.stack.supervisor.hold, worker)
            arena.tally.kills += 1
        await forget_groups(arena.bootstrap_servers, CONSUMING)
        for worker in workers:
            await asyncio.to_thread(arena.stack.supervisor.release, worker)
            arena.watch(worker)
        await arena.all_back()
        await arena.settle_under_load()
        for worker in workers:
            again = await arena.metric(worker, "veterans_inbox_events_total", 'result="repeated"')
            if again:
                arena.tally.failures.append(f"{worker} read {again:.0f} events again")
