"""F5: every event comes one to three times, shuffled at a distance; then all topics come once more from the first."""

import asyncio

from deploy.embedded.site import SERVICES
from faults.arena import Arena
from faults.oracle.folding import Raw, contents, projections_of
from faults.oracle.gathering import DEAD_LETTERS, read_topics
from faults.wire import produce

DISTANCE = 300  # events
LOAD_SECONDS = 10


async def run(arena: Arena, n: int) -> None:
    for _ in range(n):
        arena.load.start()
        await asyncio.sleep(LOAD_SECONDS)
        await arena.load.stop()
        await arena.wait_until_quiet()
        before = await state(arena)
        raws = await own_records(arena)
        await produce(arena.broker, shuffled(arena, raws))
        await produce(arena.broker, raws)
        await arena.wait_until_quiet()
        if await state(arena) != before:
            arena.tally.failures.append("repeats changed a projection or a message")


async def own_records(arena: Arena) -> list[Raw]:
    """What the services themselves wrote, oldest first within each partition."""
    raws = await asyncio.to_thread(read_topics, arena.broker)
    own = [raw for raw in raws if raw.position not in arena.injected and not raw.position.topic.endswith(DEAD_LETTERS)]
    return sorted(own, key=lambda raw: raw.position)


def shuffled(arena: Arena, raws: list[Raw]) -> list[Raw]:
    """None to two copies of each, each moved by up to DISTANCE positions."""
    copies = [
        (number + arena.chance.uniform(-DISTANCE, DISTANCE), raw)
        for number, raw in enumerate(raws)
        for _ in range(arena.chance.randint(0, 2))
    ]
    return [raw for _, raw in sorted(copies, key=lambda copy: copy[0])]


async def state(arena: Arena) -> dict[str, dict[str, str]]:
    """Digests of every projection, and of the messages."""
    found = {name: await contents(arena.admin_url(name), projections_of(name)) for name in SERVICES}
    found["messages"] = await contents(arena.admin_url("notifications"), (), also=("delivery",))
    return found
