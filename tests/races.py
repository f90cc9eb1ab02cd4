"""Commands that meet in the database, however fast or slow the machine is."""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tests.databases import POOL_SIZE
from tests.shared.wire import eventually

WAITING = text("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")


async def race(engine: AsyncEngine, table: str, commands: Iterable[Coroutine[Any, Any, Any]]) -> list[Any]:
    """What each command returned or raised, when none could write to `table` before all had come that far.

    Started by `gather` alone, the first may have committed before the second has read anything; then a lock that is
    missing goes unnoticed.
    """
    async with engine.begin() as connection:
        # Reading goes on; writing, and locking a row, does not.
        await connection.execute(text(f"LOCK TABLE {table} IN EXCLUSIVE MODE"))
        tasks = [asyncio.create_task(command) for command in commands]
        await until_waiting(connection, tasks)
    return await asyncio.gather(*tasks, return_exceptions=True)


async def until_waiting(connection: AsyncConnection, tasks: Sequence[asyncio.Task[Any]]) -> None:
    """Wait until each of these commands waits for a lock or for a connection of the pool, or has ended."""

    async def all_wait() -> bool:
        under_way = sum(not task.done() for task in tasks)
        waiting: int = await connection.scalar(WAITING) or 0
        return waiting >= min(under_way, POOL_SIZE - 1)

    await eventually(all_wait)
