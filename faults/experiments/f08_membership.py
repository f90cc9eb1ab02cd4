"""F8: consumers come and go every three seconds; then one is stopped past its session, replaced, and woken again."""

import asyncio
import signal

from deploy.embedded.program import Running
from deploy.embedded.site import SERVICES
from faults.arena import Arena
from faults.strangers import second_worker

BETWEEN_SECONDS = 3
ASLEEP_SECONDS = 15  # the session lasts ten
HELD_UP_SECONDS = 3
HOLD_UP = (
    f"DO $$ BEGIN LOCK TABLE consumer_offset IN ACCESS EXCLUSIVE MODE; PERFORM pg_sleep({HELD_UP_SECONDS}); END $$"
)
CUT_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1"
EVERY = 10  # so many comings and goings to one zombie


async def run(arena: Arena, n: int) -> None:
    restarts = arena.stack.restarts()
    guests: dict[str, Running] = {}
    for number in range(n):
        await come_or_go(arena, guests, arena.chance.choice(SERVICES))
        await asyncio.sleep(BETWEEN_SECONDS)
        if number % EVERY == EVERY - 1 or number == n - 1:
            await zombie(arena, SERVICES[number % len(SERVICES)])
    for guest in guests.values():
        await asyncio.to_thread(guest.stop)
    await arena.all_back()
    arena.none_ended(restarts)
    refused = [await arena.metric(f"{name} worker", "veterans_inbox_fenced_total") for name in SERVICES]
    arena.tally.notes.append(f"{sum(refused):.0f} batches of a former owner refused")


async def come_or_go(arena: Arena, guests: dict[str, Running], service: str) -> None:
    """Orderly every other time, by SIGKILL else."""
    guest = guests.pop(service, None)
    if guest is None:
        guests[service] = await second_worker(arena, service)
        return
    await asyncio.to_thread(arena.chance.choice((guest.stop, guest.kill)))
    arena.tally.kills += 1


async def zombie(arena: Arena, service: str) -> None:
    """The first worker falls asleep in the middle of a batch and sleeps through its session; a second takes its
    partitions over; the first wakes up, loses its transaction, and tries the batch again as if it were its own.
    """
    heir = await second_worker(arena, service)
    await asyncio.sleep(BETWEEN_SECONDS)
    holding_up = asyncio.create_task(arena.sql(service, HOLD_UP))
    await asyncio.sleep(HELD_UP_SECONDS / 2)
    await arena.signal(f"{service} worker", signal.SIGSTOP)
    await holding_up
    await arena.sql(service, CUT_OFF, f"{service}-worker")
    await asyncio.sleep(ASLEEP_SECONDS)
    await arena.signal(f"{service} worker", signal.SIGCONT)
    await asyncio.sleep(BETWEEN_SECONDS)
    await asyncio.to_thread(heir.stop)
