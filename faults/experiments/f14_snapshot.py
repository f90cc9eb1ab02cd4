"""F14: a snapshot is held open in every database for the whole time while tables are altered under load."""

import asyncio
from contextlib import AsyncExitStack

import asyncpg

from deploy.embedded.site import SERVICES
from faults.arena import Arena

BETWEEN_SECONDS = 4
# What an additive migration does, to tables that every request and every batch touches; `undo` makes it repeatable.
ALTERED = (
    ("registry", "veteran"), ("registry", "social_role"), ("registry", "outbox"), ("benefits", "dispute_case"),
    ("benefits", "veteran"), ("reporting", "figure_change"), ("reporting", "stream_version"),
    ("notifications", "notification_request"), ("notifications", "person"),
)  # fmt: skip


async def run(arena: Arena, n: int) -> None:
    restarts = arena.stack.restarts()
    async with AsyncExitStack() as opened:
        for service in SERVICES:
            connection = await asyncpg.connect(arena.admin_url(service))
            opened.push_async_callback(connection.close)
            await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM pg_class")
        for number in range(n):
            await migrate(arena, *ALTERED[number % len(ALTERED)])
            await asyncio.sleep(BETWEEN_SECONDS)
    await arena.all_back()
    arena.none_ended(restarts)


async def migrate(arena: Arena, service: str, table: str) -> None:
    """A column comes and goes under statements that are prepared already."""
    await _patiently(arena, service, f"ALTER TABLE {table} ADD COLUMN new_one integer NOT NULL DEFAULT 0")
    await asyncio.sleep(1)
    await _patiently(arena, service, f"ALTER TABLE {table} DROP COLUMN new_one")


async def _patiently(arena: Arena, service: str, statement: str) -> None:
    """As a migration does: with a lock timeout, again and again."""
    for _ in range(30):
        try:
            await arena.sql(service, f"DO $$ BEGIN SET LOCAL lock_timeout = '2s'; {statement}; END $$")
        except asyncpg.LockNotAvailableError:
            await asyncio.sleep(0.5)
        else:
            return
    arena.tally.failures.append(f"no moment was found to {statement}")
