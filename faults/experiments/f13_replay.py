"""F13: all events from offset 0 into empty tables, three ways; each must give what the live consumers hold.

One event after another; in large batches that mix the topics differently; and by `rebuild`, swapped in under load.
"""

import asyncio
import random

from deploy.embedded.site import SERVICES
from faults.arena import Arena
from faults.commands import command
from faults.experiments.f05_repeats import own_records, state
from faults.oracle.folding import Raw, digests, in_order, projections_of

LOAD_SECONDS = 10
LARGE = 500


async def run(arena: Arena, n: int) -> None:
    for _ in range(n):
        arena.load.start()
        await asyncio.sleep(LOAD_SECONDS)
        for service in SERVICES:
            for projection in projections_of(service):
                await command(arena, service, "rebuild", projection.name)
        await arena.load.stop()
        await arena.wait_until_quiet()
        await compare(arena, await own_records(arena))
    arena.tally.notes.append(f"{n * sum(len(projections_of(service)) for service in SERVICES)} projections rebuilt")


async def compare(arena: Arena, raws: list[Raw]) -> None:
    live = await state(arena)
    one_by_one = in_order(raws)
    mixed = in_order(raws, lambda raw: random.Random(f"{raw.position.topic}{raw.position.partition}").random())
    for service in SERVICES:
        for how, events, at_once in (("one by one", one_by_one, 1), ("mixed", mixed, LARGE)):
            found = await digests(arena.admin_url(service), projections_of(service), events, at_once=at_once)
            different = [table for table, (_, folded) in found.items() if folded != live[service][table]]
            if different:
                arena.tally.failures.append(f"{service}: {different} differ when folded {how}")
