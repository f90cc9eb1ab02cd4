"""F18: Kafka forgets what the groups had committed. The databases know better.

Their workers are stopped for it, and with them their relays, which send again what they had not noted: such a repeat
stands in the log twice, and is no reading again.
"""

import asyncio

from deploy.embedded.site import SERVICES
from faults.arena import Arena
from faults.oracle.gathering import published, read_topics
from faults.wire import forget_groups

LOAD_SECONDS = 5


async def run(arena: Arena, n: int) -> None:
    workers = [f"{service} worker" for service in SERVICES]
    for _ in range(n):
        await asyncio.sleep(LOAD_SECONDS)
        for worker in workers:
            await asyncio.to_thread(arena.stack.supervisor.hold, worker)
            arena.tally.kills += 1
        await forget_groups(arena.broker, SERVICES)
        for worker in workers:
            await asyncio.to_thread(arena.stack.supervisor.release, worker)
            arena.watch(worker)
        await arena.all_back()
        await arena.wait_until_caught_up()
        for worker in workers:
            again = await arena.metric(worker, "veterans_inbox_events_total", 'result="repeated"')
            if again and again > (sent_again := await _repeats(arena)):
                arena.tally.failures.append(f"{worker} read {again:.0f} events again, the log repeats {sent_again}")


async def _repeats(arena: Arena) -> int:
    """Events that stand in the log once more."""
    events = published(await asyncio.to_thread(read_topics, arena.broker))
    return len(events) - len({each.event_id for each in events})
