"""F1: SIGKILL of a random one of the eight processes every 1–5 seconds."""

import asyncio

from faults.arena import PROCESSES, Arena

# Noted, not judged: how fast a process starts is the machine's business. A worker waits for Kafka's session timeout.
GOALS_SECONDS = {"relay": 2.0, "worker": 12.0}


async def run(arena: Arena, n: int) -> None:
    for _ in range(n):
        await asyncio.sleep(arena.chance.uniform(1, 5))
        await arena.kill(arena.chance.choice(PROCESSES))
    await arena.all_back()
    for what, goal in GOALS_SECONDS.items():
        spent = arena.tally.recoveries.get(what, [])
        late = sum(seconds > goal for seconds in spent)
        arena.tally.notes.append(f"{what} back within {goal:.0f} s {len(spent) - late} of {len(spent)} times")
