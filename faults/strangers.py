"""More processes of the services than the launcher started: a second worker, a second API."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from functools import partial
from itertools import count

from deploy.embedded.ports import LOOPBACK, free_port
from deploy.embedded.program import Program, Running, spawn
from deploy.embedded.site import SERVICES
from deploy.embedded.stack import START_SECONDS, api_of, worker_of
from faults.arena import Arena


async def second_worker(arena: Arena, service: str, port: int = 0) -> Running:
    """It shares the group with the first; its health is on a port of its own."""
    return await _start(
        arena.worker(worker_of(arena.site, service)), f"{service.upper()}_WORKER_PORT", port or free_port()
    )


def same(program: Program) -> Program:
    """Of the release that is tried."""
    return program


@asynccontextmanager
async def second_apis(
    arena: Arena, services: tuple[str, ...], release: Callable[[Program], Program] = same
) -> AsyncIterator[Callable[[str], Sequence[str]]]:
    """One more API of each service, of that release. Gives a route for the load: the two take turns. A service that
    asks registry asks the second where the first takes no connection."""
    ports = {service: free_port() for service in services}
    started: list[Running] = []
    for service, port in ports.items():
        api = release(api_of(arena.site, service))
        started.append(await _start(api, f"{service.upper()}_HTTP_PORT", port))
    addresses: dict[str, tuple[str, ...]] = {service: (arena.site.api_url(service),) for service in SERVICES}
    addresses |= {service: (*addresses[service], f"http://{LOOPBACK}:{port}") for service, port in ports.items()}
    turns = count()

    def route(service: str) -> Sequence[str]:
        turn = next(turns) % len(addresses[service])
        return addresses[service][turn:] + addresses[service][:turn]

    try:
        for service in services:
            if not await arena.until(partial(answers_well, arena, addresses[service][-1]), START_SECONDS):
                raise RuntimeError(f"a second API of {service} does not do its work")
        with arena.registry.also(ports["registry"]) if "registry" in ports else nullcontext():
            yield route
    finally:
        await asyncio.gather(*(asyncio.to_thread(running.stop) for running in started))


async def _start(program: Program, port_setting: str, port: int) -> Running:
    environment = {**program.environment, port_setting: str(port)}
    log = program.log.with_stem(f"{program.log.stem}-second")
    return await asyncio.to_thread(spawn, replace(program, environment=environment, log=log))


async def answers_well(arena: Arena, url: str) -> bool:
    """Every check of its own holds; an earlier release may take the newest migrations for none of its own."""
    status, body = await arena.ask(f"{url}/readyz")
    failing = {check["name"] for check in body.get("checks", ()) if not check["ok"]}
    return status != 0 and failing <= {"migrations"}
