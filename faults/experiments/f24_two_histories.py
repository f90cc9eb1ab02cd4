"""F24: registry's database is restored to an earlier time, and registry goes on from there: it has two histories.

Its relay refuses to publish the second over the first; a consumer that meets both parks what differs as a fork. After
`reconcile` and `rebuild --from-log`, what the restored database says is the truth everywhere.
"""

import asyncio
from functools import partial
from http.client import SERVICE_UNAVAILABLE

from deploy.embedded.site import SERVICES
from faults.arena import Arena
from faults.commands import command
from faults.journal import read_journal
from faults.poison import CONSUMERS, TOPIC, new_key, renamed
from faults.restoring import back_up, restore
from faults.wire import produce

RESTORED = "registry"
LOAD_SECONDS = 6
REFUSES_SECONDS = 180
CAUSES = "SELECT cause FROM parked_event WHERE topic = $1 AND key = $2"


async def run(arena: Arena, n: int) -> None:
    for _ in range(n):
        await arena.load.stop()
        await arena.wait_until_quiet()
        before = {entry.id for entry in read_journal(arena.load.path)}
        await back_up(arena, RESTORED)
        await arena.all_back()
        await work_for_a_while(arena)
        await arena.wait_until_quiet()
        arena.lost |= {
            entry.id for entry in read_journal(arena.load.path) if entry.service == RESTORED and entry.id not in before
        }
        await restore(arena, RESTORED)
        await arena.until(partial(arena.is_ready, f"{RESTORED} API"), REFUSES_SECONDS)
        arena.load.forget()
        await work_for_a_while(arena)
        await refuses_to_publish(arena, RESTORED)
        await parks_a_fork(arena)
        await bring_together(arena, RESTORED)
        await arena.all_back()


async def parks_a_fork(arena: Arena) -> None:
    """Two events with one sequence: what a relay that did not look at the other history would have sent.

    They are in registry's name: a relay that starts after this refuses as well.
    """
    key = new_key()
    one, other = renamed(key, 1, "甲"), renamed(key, 1, "乙")
    arena.injected.update(await produce(arena.broker, [one, other]))
    for service in CONSUMERS:
        if not await arena.until(partial(arena.sql, service, CAUSES, TOPIC, key)):
            arena.tally.failures.append(f"{service} does not park the other event of one sequence")
        elif [row["cause"] for row in await arena.sql(service, CAUSES, TOPIC, key)] != ["fork"]:
            arena.tally.failures.append(f"{service} parks the other event of one sequence for another cause")


async def work_for_a_while(arena: Arena) -> None:
    arena.load.start()
    await asyncio.sleep(LOAD_SECONDS)
    await arena.load.stop()


async def refuses_to_publish(arena: Arena, service: str) -> None:
    """Nothing of the second history is in the log, and the worker says why it is not ready."""

    async def refuses() -> bool:
        status, body = await arena.ask(f"{arena.site.worker_url(service)}/readyz")
        relay = [check["detail"] for check in body.get("checks", ()) if check["name"] == "relay" and not check["ok"]]
        return status == SERVICE_UNAVAILABLE and any("ahead" in detail for detail in relay)

    if not await arena.until(refuses, REFUSES_SECONDS):
        arena.tally.failures.append(f"the relay of {service} does not say that Kafka is ahead of its database")


async def bring_together(arena: Arena, service: str) -> None:
    """As docs/operations/reconcile.md says: first the log, then everyone who read it."""
    await command(arena, service, "reconcile", "--yes")
    arena.injected = {position for position in arena.injected if not position.topic.startswith(f"{service}.")}
    for other in SERVICES:
        if other != service:  # who was restored reads on from where its database is
            await command(arena, other, "rebuild", "--from-log")
    await arena.wait_until_caught_up()
