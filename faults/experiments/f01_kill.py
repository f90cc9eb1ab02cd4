"""F1: SIGKILL of a random one of the eight processes every 1–5 seconds."""

import asyncio

from faults.arena import PROCESSES, Arena

SESSION_SECONDS = 10  # so long Kafka takes to forget a consumer that was killed
GOALS_SECONDS = {"relay": 2.0, "consumer": SESSION_SECONDS + 2.0}


async def run(arena: Arena, n: int) -> None:
    arena.tally.goals = GOALS_SECONDS
    for _ in range(n):
        await asyncio.sleep(arena.chance.uniform(1, 5))
        await arena.kill(arena.chance.choice(PROCESSES))
    await arena.all_back()
