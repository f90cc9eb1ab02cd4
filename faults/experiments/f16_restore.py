"""F16: after a load that went on, one service's database is restored from its backups to an instant before it.

By the commands that an operator types: a base backup, the log since, erasures done again before it starts, then
`reconcile` and `rebuild --from-log`. The oracle holds afterwards, and nobody who was erased is known again.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from deploy.embedded import backup, migrations
from deploy.embedded.postgres import Postgres
from deploy.embedded.stack import ROOT
from faults.arena import Arena
from faults.commands import command
from faults.experiments.f24_two_histories import LOAD_SECONDS, bring_together, refuses_to_publish
from faults.journal import read_journal
from faults.restoring import KINDS, held
from shared.clock import now

# In turn. What reporting alone knows, frozen snapshots, it publishes as the others do.
RESTORED = ("registry", "benefits")
ERASES = "confirm-erasure"
ERASED_SECONDS = 120
ERASED = "SELECT DISTINCT aggregate_id::uuid AS person_id FROM outbox WHERE type LIKE '%person-erased%'"
KNOWN = "SELECT FROM data_key WHERE person_id = ANY ($1::uuid[])"


async def run(arena: Arena, n: int) -> None:
    async with keeper(arena):
        for number in range(n):
            await restored(arena, RESTORED[number % len(RESTORED)])


async def restored(arena: Arena, service: str) -> None:
    await asyncio.to_thread(ask, arena, "now")  # under load
    await arena.load.stop()
    await arena.wait_until_quiet()
    before = {entry.id for entry in read_journal(arena.load.path)}
    instant = now()
    await work_until_somebody_is_erased(arena)
    await arena.wait_until_quiet()
    arena.lost |= {
        entry.id for entry in read_journal(arena.load.path) if entry.service == service and entry.id not in before
    }
    erased = [row["person_id"] for row in await arena.sql("registry", ERASED)]
    async with held(arena, *(f"{service} {kind}" for kind in KINDS)):
        arena.tally.notes.append(
            await asyncio.to_thread(ask, arena, "restore", service, "--until", instant.isoformat())
        )
        server = Postgres(arena.site.home, arena.site.ports.postgres_port)
        await asyncio.to_thread(migrations.migrate, arena.site, server, always=True)
        arena.tally.notes.append((await command(arena, service, "erase-again")).strip())
        if known := len(await arena.sql("registry", KNOWN, erased)):
            arena.tally.failures.append(f"{known} persons who were erased are known again")
    arena.watching.pop(f"{service} worker").cancel()  # its relay refuses
    arena.load.forget()
    await refuses_to_publish(arena, service)
    await bring_together(arena, service)
    await arena.all_back()
    arena.load.start()


async def work_until_somebody_is_erased(arena: Arena) -> None:
    """Or nothing would be seen of what is done again after a restore."""
    erased = arena.load.seen.kinds[ERASES]
    arena.load.start()
    await asyncio.sleep(LOAD_SECONDS)
    if not await arena.until(partial(_counts_up, arena, erased), ERASED_SECONDS):
        arena.tally.failures.append("nobody was erased after the instant")
    await arena.load.stop()


async def _counts_up(arena: Arena, erased: int) -> bool:
    return arena.load.seen.kinds[ERASES] > erased


@asynccontextmanager
async def keeper(arena: Arena) -> AsyncIterator[None]:
    """It receives the log meanwhile, as the container of a database does."""
    process = _keep(arena)
    try:
        yield
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait)


def _keep(arena: Arena) -> "subprocess.Popen[bytes]":
    told = {**os.environ, **backup.environment(arena.site)}
    command = [sys.executable, "-m", "deploy.backup", "keep"]
    with (arena.site.home / "logs" / "backup.log").open("wb") as log:
        return subprocess.Popen(command, cwd=ROOT, env=told, stdout=log, stderr=log)


def ask(arena: Arena, *words: str) -> str:
    """What `python -m deploy.backup …` says. One that fails is a failure of the experiment."""
    told = {**os.environ, **backup.environment(arena.site), "VETERANS_LANGUAGE": "en"}
    command = [sys.executable, "-m", "deploy.backup", *words]
    done = subprocess.run(command, cwd=ROOT, env=told, check=False, capture_output=True, text=True)
    if done.returncode:
        arena.tally.failures.append(f"backup {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout.strip()
