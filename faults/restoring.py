"""Taking a copy of a service's database, and putting it back in its place later, as a restored backup would be."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from deploy.embedded.postgres import Postgres
from faults.arena import Arena

KINDS = ("API", "worker")


async def back_up(arena: Arena, service: str) -> None:
    """The service stands for the moment that it takes."""
    async with held(arena, *(f"{service} {kind}" for kind in KINDS)):
        await _ask(
            arena, f"DROP DATABASE IF EXISTS {service}_backup", f"CREATE DATABASE {service}_backup TEMPLATE {service}"
        )


async def restore(arena: Arena, service: str) -> None:
    """What the service has done since then is gone. Rights to the database are granted as a migration does.

    Nobody waits for the worker to be ready: its relay is to refuse.
    """
    async with held(arena, *(f"{service} {kind}" for kind in KINDS)):
        await _ask(
            arena,
            f"DROP DATABASE {service} WITH (FORCE)",
            f"ALTER DATABASE {service}_backup RENAME TO {service}",
            f"REVOKE ALL ON DATABASE {service} FROM PUBLIC",
            f"GRANT CONNECT ON DATABASE {service} TO {service}",
        )
    arena.watching.pop(f"{service} worker").cancel()


@asynccontextmanager
async def held(arena: Arena, *processes: str) -> AsyncIterator[None]:
    """They are killed, and started again afterwards."""
    for process in processes:
        await asyncio.to_thread(arena.stack.supervisor.hold, process)
        arena.tally.kills += 1
    try:
        yield
    finally:
        for process in processes:
            await asyncio.to_thread(arena.stack.supervisor.release, process)
            arena.watch(process)


async def _ask(arena: Arena, *statements: str) -> None:
    server = Postgres(arena.site.home, arena.site.ports.postgres_port)
    for statement in statements:
        await asyncio.to_thread(server.psql, "postgres", statement)
