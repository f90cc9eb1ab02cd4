"""More processes of the services than the launcher started: a second worker, a second API."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from itertools import count

from deploy.embedded.ports import free_port
from deploy.embedded.program import Program, Running, spawn
from deploy.embedded.stack import api_of, worker_of
from faults.arena import Arena


async def second_worker(arena: Arena, service: str, port: int = 0) -> Running:
    """It shares the group with the first; its health is on a port of its own."""
    return await _start(
        arena.worker(worker_of(arena.site, service)), f"{service.upper()}_WORKER_PORT", port or free_port()
    )


@asynccontextmanager
async def second_apis(arena: Arena, services: tuple[str, ...]) -> AsyncIterator[Callable[[str], Sequence[str]]]:
    """One more API of each service. Gives a route for the load: the two take turns."""
    ports = {service: free_port() for service in services}
    started = [await _start(api_of(arena.site, s), f"{s.upper()}_HTTP_PORT", port) for s, port in ports.items()]
    addresses = {service: (arena.site.api_url(service), f"http://127.0.0.1:{ports[service]}") for service in services}
    for _, second in addresses.values():
        await arena.until(partial(_is_ready, arena, second))
    turns = count()

    def route(service: str) -> Sequence[str]:
        turn = next(turns) % 2
        return addresses[service][turn:] + addresses[service][:turn]

    try:
        yield route
    finally:
        await asyncio.gather(*(asyncio.to_thread(running.stop) for running in started))


async def _start(program: Program, port_setting: str, port: int) -> Running:
    environment = {**program.environment, port_setting: str(port)}
    log = program.log.with_stem(f"{program.log.stem}-second")
    return await asyncio.to_thread(spawn, replace(program, environment=environment, log=log))


async def _is_ready(arena: Arena, url: str) -> bool:
    return (await arena.ask(f"{url}/readyz"))[0] == 200
