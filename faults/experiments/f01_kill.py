"""F1: SIGKILL of a random one of the eight processes every 1–5 seconds."""

import asyncio

from faults.arena import PROCESSES, Arena

RELAY_SECONDS = 2.0
CONSUMER_SECONDS = 12.0  # Kafka's session timeout, and two


async def run(arena: Arena, n: int) -> None:
    for _ in range(n):
        await asyncio.sleep(arena.chance.uniform(1, 5))
        await arena.kill(arena.chance.choice(PROCESSES))
    await arena.all_back()
