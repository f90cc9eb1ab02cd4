"""F4: PostgreSQL is killed and comes back; in between, every session of the services is terminated."""

import asyncio
import time
from functools import partial

import asyncpg

from deploy.embedded.site import SERVICES
from faults.arena import PROCESSES, Arena

TERMINATE = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = ANY($1)"
APIS = tuple(process for process in PROCESSES if process.endswith("API"))


async def run(arena: Arena, n: int) -> None:
    arena.tally.goals = {"pools": 3.0}
    restarts = arena.stack.restarts()
    broken_off = arena.load.seen.broken_off
    terminated = 0
    for number in range(n):
        await asyncio.sleep(arena.chance.uniform(3, 6))
        if number % 2:
            terminated += await terminate(arena)
        else:
            await asyncio.to_thread(arena.stack.kill, "postgres")
            arena.tally.kills += 1
        await healed(arena)
    await arena.all_back()
    arena.none_ended(restarts)
    arena.tally.notes.append(f"{terminated} sessions terminated")
    if arena.load.seen.broken_off > broken_off:
        count = arena.load.seen.broken_off - broken_off
        arena.tally.failures.append(f"{count} requests got no answer at all instead of a 503")


async def terminate(arena: Arena) -> int:
    """How many sessions that ended."""
    connection = await asyncpg.connect(arena.admin_url("postgres"))
    count = await connection.fetchval(TERMINATE, list(SERVICES))
    await connection.close()
    return int(count)


async def healed(arena: Arena) -> None:
    """Measure from the port's opening until every API reaches its database again."""
    opened = await arena.postgres_opened()
    for process in APIS:
        await arena.until(partial(arena.is_ready, process))
    arena.tally.recovered("pools", time.monotonic() - opened)
