"""F21: the broker comes back without its disk and without topics; they are made later.

Until then no consumer says that it is ready, or that nothing waits; after that nothing waits long.
"""

import asyncio
import time

from deploy.embedded.site import SERVICES
from deploy.embedded.stack import let_in
from deploy.kafka import topics
from faults.arena import Arena
from faults.experiments.f20_wiped_log import LOAD_SECONDS, lose_disk

WITHOUT_SECONDS = 5
WAITS_SECONDS = 15.0


async def run(arena: Arena, n: int) -> None:
    arena.tally.goals = {"flow": WAITS_SECONDS}
    for _ in range(n):
        await asyncio.sleep(LOAD_SECONDS)
        await lose_disk(arena)
        await asyncio.to_thread(let_in, arena.site, arena.broker)
        await arena.kafka_opened()
        await asyncio.sleep(WITHOUT_SECONDS + arena.chance.uniform(0, WITHOUT_SECONDS))
        await nobody_claims_to_be_ready(arena)
        await asyncio.to_thread(topics.apply, arena.broker, topics.listed())
        await flows_again(arena)
    await arena.all_back()


async def nobody_claims_to_be_ready(arena: Arena) -> None:
    for service in SERVICES:
        status, flow = await arena.ask(f"{arena.site.worker_url(service)}/flow")
        if await arena.is_ready(f"{service} worker"):
            arena.tally.failures.append(f"{service}'s worker is ready without any topic")
        if status == 200 and not flow.get("consumer_lag"):
            arena.tally.failures.append(f"{service}'s worker says that nothing waits, without any topic")


async def flows_again(arena: Arena) -> None:
    """Measure from when the topics are there."""
    made = time.monotonic()
    back = await arena.until(arena.keeps_up)
    spent = time.monotonic() - made
    arena.tally.recovered("flow", spent)
    if not back or spent > WAITS_SECONDS:
        arena.tally.failures.append(
            f"{spent:.0f} s after the topics were there, something waits: {await arena.flows()}"
        )
