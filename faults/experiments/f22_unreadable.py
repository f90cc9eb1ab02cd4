"""F22: a broken disk makes one batch of one partition unreadable. Only that partition stands, and says so.

First it is made whole again: everything goes on, nothing is lost. Then it stays broken: an operator skips exactly it.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any

from deploy.demo.client import Client
from faults.arena import Arena
from faults.damage import Damage, corrupt, damage, unknown_codec
from faults.oracle.facts import Parked, Position
from faults.poison import CONSUMERS, TOPIC, new_key, renamed
from faults.restoring import held
from faults.subscriber import subscribe
from faults.wire import ends, produce

LOAD_SECONDS = 4
STANDING = "reporting"
# The consumer; and notifications keeps what topics hold for subscribers, apart from it.
READERS = {"benefits": 1, "reporting": 1, "notifications": 2}
DAMAGES: tuple[Damage, ...] = (corrupt, unknown_codec)
NEXT = "SELECT topic, partition, next FROM consumer_offset"

Partition = tuple[str, int]


async def run(arena: Arena, n: int) -> None:
    administrator = await arena.administrator()
    await subscribe(arena)
    for number in range(n):
        arena.load.start()
        spoil = DAMAGES[number % len(DAMAGES)]
        await made_whole(arena, administrator, spoil)
        await skipped(arena, administrator, spoil)
    await arena.all_back()


async def made_whole(arena: Arena, administrator: Client, spoil: Damage) -> None:
    """A batch of registry's own, which reporting has not read yet, is broken for a while."""
    async with held(arena, f"{STANDING} worker"):
        await asyncio.sleep(LOAD_SECONDS)
        behind = await behind_of(arena, STANDING)
        partition = arena.chance.choice([each for each in sorted(behind) if each[0] == "registry.persons"])
        broken = Position(*partition, behind[partition])
        heal = await asyncio.to_thread(damage, data_of(arena), broken, spoil)
    await stands_alone(arena, administrator, (STANDING,), broken)
    await asyncio.to_thread(heal)
    await arena.all_back()
    await arena.wait_until_caught_up()


async def skipped(arena: Arena, administrator: Client, spoil: Damage) -> None:
    """A stranger's batch: no event of the services is in it. The one behind it finds a gap, and is parked."""
    key = new_key()
    async with held(arena, *(f"{service} worker" for service in CONSUMERS)):
        positions = [(await produce(arena.broker, [renamed(key, n, "无")]))[0] for n in (1, 2)]
        arena.injected.update(positions)
        heal = await asyncio.to_thread(damage, data_of(arena), positions[0], spoil)
    await stands_alone(arena, administrator, CONSUMERS, positions[0])
    for service in CONSUMERS:
        for item in await reported(administrator, service, positions[0]):
            await administrator.post(service, f"/unreadable/{item['unreadable_id']}/skip", {"reason": "experiment"})
        arena.expected_parked.add(Parked(service, TOPIC, key))
    await arena.all_back()
    await arena.wait_until_caught_up()
    await asyncio.to_thread(heal)  # the services have passed it; the oracle reads the whole log


async def stands_alone(arena: Arena, administrator: Client, services: Sequence[str], broken: Position) -> None:
    """The services report it and are not ready, and everything but its partition is applied all the same."""
    for service in services:
        if not await arena.until(partial(_all_report, administrator, service, broken)):
            arena.tally.failures.append(f"{service} does not report {broken}")
        if await arena.is_ready(f"{service} worker"):
            arena.tally.failures.append(f"{service}'s worker is ready although it cannot read {broken}")
    await arena.load.stop()
    for service in services:
        if not await arena.until(partial(_is_only_behind, arena, service, broken)):
            arena.tally.failures.append(
                f"{service} is behind at {await behind_of(arena, service)}, not at {broken} alone"
            )
    arena.load.start()


async def reported(administrator: Client, service: str, broken: Position) -> Sequence[Any]:
    """What the service's own list says of it: one for each reader that stands there."""
    page = await administrator.get(service, "/unreadable", limit="200")
    wanted = (broken.topic, broken.partition)
    return [item for item in page["items"] if (item["topic"], item["partition"]) == wanted]


async def _all_report(administrator: Client, service: str, broken: Position) -> bool:
    return len(await reported(administrator, service, broken)) == READERS[service]


async def behind_of(arena: Arena, service: str) -> dict[Partition, int]:
    """The partitions of which a service has not applied everything, and the offset it is at."""
    end = await ends(arena.broker)
    applied = {(row["topic"], row["partition"]): row["next"] for row in await arena.sql(service, NEXT)}
    return {partition: offset for partition, offset in applied.items() if offset < end[partition]}


async def _is_only_behind(arena: Arena, service: str, broken: Position) -> bool:
    return set(await behind_of(arena, service)) == {(broken.topic, broken.partition)}


def data_of(arena: Arena) -> Any:
    return arena.site.home / "kafka" / "data"
