"""F20: the broker's disk is gone. `republish` rewinds the outboxes, an empty broker comes, everything goes out again.

The order is the operator's: republish first, then the broker, so that the log begins with the first event.
"""

import asyncio
import os
import shutil
import subprocess
import sys

from deploy.embedded import configuration
from deploy.embedded.site import SERVICES
from deploy.embedded.stack import ROOT
from deploy.kafka import topics
from faults.arena import Arena
from faults.experiments.f03_broker import resumed

LOAD_SECONDS = 8
EVER = "2000-01-01T00:00:00+08:00"


async def run(arena: Arena, n: int) -> None:
    again = 0
    for _ in range(n):
        await asyncio.sleep(LOAD_SECONDS)
        await asyncio.to_thread(arena.stack.supervisor.hold, "kafka")
        arena.tally.kills += 1
        counts = await asyncio.gather(*(asyncio.to_thread(republish, arena, service) for service in SERVICES))
        await asyncio.to_thread(replace_disk, arena)
        await asyncio.to_thread(arena.stack.supervisor.release, "kafka")
        await asyncio.to_thread(topics.apply, arena.bootstrap_servers, topics.listed())
        arena.injected.clear()
        arena.foldable.clear()
        again += sum(counts)
        await resumed(arena)
    arena.tally.notes.append(f"{again} events published again")


def republish(arena: Arena, service: str) -> int:
    """By the command line, as an operator does."""
    done = subprocess.run(
        [sys.executable, "-m", f"services.{service}.worker", "republish", "--since", EVER],
        cwd=ROOT, env={**os.environ, **configuration.environment(arena.site, service)}, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    return int(done.stdout.splitlines()[-1])


def replace_disk(arena: Arena) -> None:
    shutil.rmtree(arena.site.home / "kafka" / "data")
    arena.broker().prepare()
