"""F10: a disk is full: that of the database's files, that of its log (WAL), that of the broker.

While it is, clerks are answered 507 or 503, or as ever; nothing is acknowledged that is not kept. Once there is room,
everything goes on by itself: nobody restarts or repairs anything.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from http.client import INSUFFICIENT_STORAGE, SERVICE_UNAVAILABLE
from pathlib import Path

from deploy.embedded.ports import answers
from faults.arena import Arena
from faults.small_disk import free, full, room, small_disk
from shared.database.failures import is_outage

LOAD_SECONDS = 5
NOTICED_SECONDS = 180
FULL_SECONDS = 15
BACK_SECONDS = 60.0
TOO_LATE_SECONDS = 180.0  # on a machine that is busy with much else
SWITCH = "SELECT pg_switch_wal() FROM (SELECT txid_current()) AS something"


async def run(arena: Arena, n: int) -> None:
    arena.tally.goals = dict.fromkeys((f"flow after a full disk of {where}" for where, _ in STRIKES), BACK_SECONDS)
    restarts = arena.stack.restarts()
    for number in range(n):
        where, strike = STRIKES[number % len(STRIKES)]
        await strike(arena, where)
        await arena.all_back()
    arena.none_ended(restarts)


async def files_of_the_database(arena: Arena, where: str) -> None:
    """PostgreSQL goes on with what needs no room, and refuses the rest."""
    async with small_disk(arena, "postgres", data_of(arena) / "base") as folder:
        await works(arena)
        before = arena.load.seen.statuses[INSUFFICIENT_STORAGE]
        await is_full(arena, folder, where, lambda: _counts_up(arena, INSUFFICIENT_STORAGE, before))
        await comes_back(arena, folder, where)


async def log_of_the_database(arena: Arena, where: str) -> None:
    """PostgreSQL ends itself, and does not start while it has no room to write its log."""
    async with small_disk(arena, "postgres", data_of(arena) / "pg_wal") as folder:
        await works(arena)
        before = arena.load.seen.statuses[SERVICE_UNAVAILABLE]
        await is_full(arena, folder, where, lambda: _uses_up_its_log(arena, before))
        await comes_back(arena, folder, where)


async def broker(arena: Arena, where: str) -> None:
    """Kafka gives its only folder up and ends itself. What is committed waits in the outboxes; no request fails."""
    async with small_disk(arena, "kafka", arena.site.home.resolve() / "kafka" / "data") as folder:
        await works(arena)
        unserved = sum(arena.load.seen.unserved.values())
        await is_full(arena, folder, where, lambda: _answers_no_more(arena.site.ports.kafka_port))
        if failed := sum(arena.load.seen.unserved.values()) - unserved:
            arena.tally.failures.append(f"{failed} requests were not served while {where} had no room")
        await comes_back(arena, folder, where)


STRIKES: tuple[tuple[str, Callable[[Arena, str], Awaitable[None]]], ...] = (
    ("the database", files_of_the_database),
    ("its log", log_of_the_database),
    ("the broker", broker),
)


def data_of(arena: Arena) -> Path:
    return (arena.site.home / "postgres").resolve()


async def works(arena: Arena) -> None:
    """On its small disk, as before."""
    await arena.all_back()
    await arena.wait_until_caught_up()
    await asyncio.sleep(LOAD_SECONDS)


async def is_full(arena: Arena, folder: Path, where: str, noticed: Callable[[], Awaitable[bool]]) -> None:
    """From when it is noticed for a while."""
    left = room(folder) // 1024**2
    arena.tally.notes.append(f"{left} MB were left when the disk of {where} was filled")
    async with full(folder):
        if not await arena.until(noticed, NOTICED_SECONDS):
            arena.tally.failures.append(f"nobody noticed for {NOTICED_SECONDS} s that {where} had no room")
        await asyncio.sleep(FULL_SECONDS)


async def comes_back(arena: Arena, folder: Path, where: str) -> None:
    """Measured from when there is room. Commands are done again, and what they did is everywhere."""
    await asyncio.to_thread(free, folder)
    freed, done = time.monotonic(), arena.load.seen.done
    if not await arena.until(lambda: _flows(arena, done), TOO_LATE_SECONDS):
        arena.tally.failures.append(f"{TOO_LATE_SECONDS:.0f} s after {where} had room again: {await arena.flows()}")
    arena.tally.recovered(f"flow after a full disk of {where}", time.monotonic() - freed)


async def _counts_up(arena: Arena, status: int, before: int) -> bool:
    return arena.load.seen.statuses[status] > before


async def _uses_up_its_log(arena: Arena, before: int) -> bool:
    """What it has kept for its log is used up first, as a busy day does; then clerks are told that it is away."""
    try:
        await arena.sql("registry", SWITCH)
    except Exception as failure:
        if not is_outage(failure):
            raise
    return await _counts_up(arena, SERVICE_UNAVAILABLE, before)


async def _answers_no_more(port: int) -> bool:
    return not await asyncio.to_thread(answers, port)


async def _flows(arena: Arena, done: int) -> bool:
    return arena.load.seen.done > done + 10 and await arena.keeps_up()
