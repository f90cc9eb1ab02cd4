"""F12: the network between the services and Kafka, then PostgreSQL: resets, answers and questions swallowed, half-open
connections, latency. Each lasts a while and then heals.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from faults.arena import Arena
from faults.proxy import Direction, Proxy

RELAY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Impairment:
    name: str
    seconds: float
    strike: Callable[[Proxy], None]


IMPAIRMENTS = (
    Impairment("reset before the ack", 1, Proxy.reset),
    Impairment("answers swallowed", 12, lambda proxy: proxy.swallow(Direction.TO_CLIENT)),
    Impairment("questions swallowed", 12, lambda proxy: proxy.swallow(Direction.TO_SERVER)),
    Impairment("half-open", 12, Proxy.lose_server),
    Impairment("latency of 300 ms", 6, lambda proxy: proxy.delay(0.3)),
)


async def run(arena: Arena, n: int) -> None:
    restarts = arena.stack.restarts()
    for number in range(n):
        for proxies, what in ((arena.kafka, "Kafka"), (arena.postgres, "PostgreSQL")):
            impairment = IMPAIRMENTS[number % len(IMPAIRMENTS)]
            await asyncio.sleep(2)
            for proxy in proxies.values():
                impairment.strike(proxy)
            await asyncio.sleep(impairment.seconds)
            for proxy in proxies.values():
                proxy.heal()
            await recovers(arena, f"{what}, {impairment.name}: flow")
    await arena.all_back()
    arena.none_ended(restarts)


async def recovers(arena: Arena, what: str) -> None:
    healed = time.monotonic()
    if await arena.until(arena.keeps_up, 90):
        arena.tally.recovered(what, time.monotonic() - healed)
    spent = time.monotonic() - healed
    if spent > RELAY_SECONDS:
        arena.tally.failures.append(f"{what} was back only after {spent:.0f} s")
