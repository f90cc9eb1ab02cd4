"""F23: one service is cut off from its database or from Kafka while the others are not; then a worker falls asleep.

The others go on as if nothing had happened, and the relay and the sender of a sleeping worker are taken over by the
worker beside it.
"""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from deploy.embedded.ports import LOOPBACK, free_port
from deploy.embedded.site import SERVICES
from faults.arena import Arena
from faults.recovery import works
from faults.strangers import second_worker
from shared.clock import now

CUT_SECONDS = 20
ASLEEP_SECONDS = 60
TAKEN_OVER_SECONDS = 20.0
# One that the sleeper had sent already may be noted a moment later; a batch of the other comes after that.
SENT_SINCE = "SELECT 1 FROM delivery WHERE state = 'sent' AND changed_at > $1::timestamptz + interval '1 s' LIMIT 1"
SENDING = ("notifications",)


async def run(arena: Arena, n: int) -> None:
    restarts = arena.stack.restarts()
    for number in range(n):
        service, server = SERVICES[number % len(SERVICES)], ("kafka", "postgres")[number // len(SERVICES) % 2]
        await cut_off(arena, service, server)
        await asleep(arena, SERVICES[-1 - number % len(SERVICES)])
    await arena.all_back()
    arena.none_ended(restarts)


async def cut_off(arena: Arena, service: str, server: str) -> None:
    """Its connections to the server stay open and nothing passes; the other services must not notice."""
    others = tuple(name for name in SERVICES if name != service)
    before = dict(arena.load.seen.unserved)
    proxy = (arena.kafka if server == "kafka" else arena.postgres)[service]
    proxy.lose_server()
    await asyncio.sleep(CUT_SECONDS)
    if not await arena.until(partial(arena.keeps_up, others), 5):
        behind = await arena.flows(others)
        arena.tally.failures.append(f"{service} without {server}: the others fall behind: {behind}")
    proxy.heal()
    noticed = {name: arena.load.seen.unserved[name] - before.get(name, 0) for name in others}
    if any(noticed.values()):
        arena.tally.failures.append(f"{service} without {server}: requests to others failed: {noticed}")
    healed = time.monotonic()
    await arena.wait_until_caught_up()
    arena.tally.recovered(f"flow of a service cut off from {server}", time.monotonic() - healed)


async def asleep(arena: Arena, service: str) -> None:
    """The worker that works sleeps for a minute; the one that stands by has its relay and its sender in time."""
    port = free_port()
    url = f"http://{LOOPBACK}:{port}/readyz"
    standby = await second_worker(arena, service, port)
    await arena.until(partial(_works, arena, url, "worker"))
    fell_asleep = now()
    await arena.signal(f"{service} worker", signal.SIGSTOP)
    await asyncio.gather(
        _measure(arena, f"relay of {service}", partial(_works, arena, url, "relay")),
        _measure(arena, f"sender of {service}", partial(_sends, arena, fell_asleep))
        if service in SENDING
        else asyncio.sleep(0),
        asyncio.sleep(ASLEEP_SECONDS),
    )
    await arena.signal(f"{service} worker", signal.SIGCONT)
    await asyncio.to_thread(standby.stop)
    await arena.wait_until_caught_up()


async def _measure(arena: Arena, what: str, back: Callable[[], Awaitable[bool]]) -> None:
    """How long the worker that stands by took, from now on."""
    began = time.monotonic()
    if await arena.until(back, ASLEEP_SECONDS):
        arena.tally.recovered(f"{what}, asleep", time.monotonic() - began)
    if (spent := time.monotonic() - began) > TAKEN_OVER_SECONDS:
        arena.tally.failures.append(f"{what} was taken over only after {spent:.0f} s")


async def _works(arena: Arena, url: str, part: str) -> bool:
    return works(part, *await arena.ask(url))


async def _sends(arena: Arena, since: datetime) -> bool:
    return bool(await arena.sql("notifications", SENT_SINCE, since))
