"""F19: a county of an earlier release is upgraded under load, process by process, taken back, and upgraded again.

It began with that release: its databases, its Kafka in the clear. The order is that of docs/operations/upgrades.md:
the broker, workers of those who listen, registry's worker, the APIs, each beside its successor; back in reverse. While
the broker is of one release and a worker of the other, no event flows. No request fails, nothing is parked on either
side, and all agree at the end.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from deploy.embedded import configuration
from deploy.embedded.ports import answers
from deploy.embedded.program import Program
from deploy.embedded.site import SERVICES, Site
from deploy.embedded.stack import START_SECONDS, api_of, worker_of
from deploy.kafka import access, topics
from faults import releases
from faults.arena import Arena
from faults.commands import command
from faults.intents import appoint_mediator, begin_term, end_term
from faults.person_intents import confirm_merge, propose_merge, propose_unmerge
from faults.releases import Release
from faults.strangers import answers_well, same, second_apis

BEFORE = "dd1a16c30658c0c136a0fdf9ed1bc72a6c6839f2"  # the last one whose Kafka let everybody in
# Not asked of that one: it did not know yet that a role ends with who held it, nor that two merged files hold one once,
# and no later release tells otherwise what it told of them.
UNKNOWN_BEFORE = frozenset({appoint_mediator, begin_term, end_term, propose_merge, propose_unmerge, confirm_merge})
REGISTRY_API = "registry API"
COMMANDS_BETWEEN = 30
BROKER_SECONDS = 300
BROKER = "kafka"
WORKERS = (*(f"{service} worker" for service in ("reporting", "notifications", "benefits")), "registry worker")
ORDER = (BROKER, *WORKERS, *(f"{service} API" for service in SERVICES))
TALKING = {BROKER, *WORKERS}
PARKED = "SELECT count(*) AS keys FROM parked_key"


def hindrance() -> str:
    return releases.hindrance(BEFORE)


def prepare(site: Site) -> None:
    """The stack starts on what that release has left, as after `veterans down` and `veterans up`."""
    releases.release_of(BEFORE).lives_once(site)


async def run(arena: Arena, n: int) -> None:
    before = releases.release_of(BEFORE)
    await arena.load.stop()
    for process in reversed(ORDER):
        await exchange(arena, process, before)
    arena.load.start()
    statuses, restarts = dict(arena.load.seen.statuses), arena.stack.restarts()
    await exchanged(arena, ORDER, None)
    for _ in range(n):
        await exchanged(arena, tuple(reversed(ORDER)), before)
        await exchanged(arena, ORDER, None)
    arena.none_ended(restarts)
    await arena.load.stop()
    if failed := arena.load.seen.failed_since(statuses):
        arena.tally.failures.append(f"requests failed (0: broken off): {failed}")
    for service in SERVICES:  # the earlier one has skipped types that it did not know
        await command(arena, service, "rebuild", "--all")
    await arena.all_back()


async def exchanged(arena: Arena, order: Sequence[str], release: Release | None) -> None:
    """All become that release's, or today's, one by one; after each the clerks work with the county as it is now."""
    done: set[str] = set()
    for process in order:
        await exchange(arena, process, release)
        done.add(process)
        await arena.work(COMMANDS_BETWEEN)
        if len(done & TALKING) in (0, len(TALKING)) and not await arena.until(arena.keeps_up):
            arena.tally.failures.append(f"after {process}: {await arena.flows()}")
        for service in SERVICES:
            if keys := (await arena.sql(service, PARKED))[0]["keys"]:
                arena.tally.failures.append(f"after {process}: {service} has parked {keys} keys")


async def exchange(arena: Arena, process: str, release: Release | None) -> None:
    """An API only while another of the coming release answers beside it."""
    if process == BROKER:
        await exchange_broker(arena, release)
        return
    service, kind = process.split()
    of_release: Callable[[Program], Program] = release.program if release else same
    if kind == "worker":
        await replaced(arena, process, of_release(arena.worker(worker_of(arena.site, service))), waits=False)
        return
    if release and process == REGISTRY_API:
        arena.load.left_out = UNKNOWN_BEFORE
    async with second_apis(arena, (service,), of_release) as route:
        arena.load.route = route
        await replaced(arena, process, of_release(api_of(arena.site, service)))
    arena.load.route = None
    if not release and process == REGISTRY_API:
        arena.load.left_out = frozenset()


async def exchange_broker(arena: Arena, release: Release | None) -> None:
    """On the same data. Today's is told anew whom it lets in."""
    node = arena.node()
    await asyncio.to_thread(node.prepare)
    program = node.program()
    if release:
        await asyncio.to_thread(release.configures_kafka, arena.site, node.detours)
    await asyncio.to_thread(arena.stack.supervisor.replace, program)
    is_up = partial(answers, node.port) if release else node.is_ready
    if not await arena.until(partial(asyncio.to_thread, is_up), BROKER_SECONDS):
        arena.tally.failures.append("the broker of the other release does not answer")
    if not release:
        await asyncio.to_thread(topics.apply, node.broker, topics.listed())
        await asyncio.to_thread(access.admit, node.broker, configuration.kafka_passwords(arena.site))
        await asyncio.to_thread(access.apply, node.broker, access.listed())


async def replaced(arena: Arena, process: str, program: Program, *, waits: bool = True) -> None:
    await asyncio.to_thread(arena.stack.supervisor.replace, program)
    if waits and not await arena.until(partial(answers_well, arena, arena.url(process)), START_SECONDS):
        raise RuntimeError(f"{process} of the other release does not do its work")
