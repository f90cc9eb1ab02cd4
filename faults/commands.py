"""What an operator types: the commands of a worker, `python -m services.<name>.worker …`."""

import asyncio
import os
import re
import subprocess
import sys

from deploy.embedded import configuration
from deploy.embedded.site import SERVICES
from deploy.embedded.stack import ROOT
from faults.arena import Arena

LONGEST_TROUBLE = 300  # characters


async def command(arena: Arena, service: str, *words: str) -> str:
    """What it printed. One that fails is a failure of the experiment."""
    return await asyncio.to_thread(_run, arena, service, words)


async def republish_all(arena: Arena) -> int:
    """Every service publishes all its events again; how many they are."""
    said = await asyncio.gather(*(command(arena, service, "republish") for service in SERVICES))
    return sum(int(number) for each in said for number in re.findall(r"(\d+) events", each))


def _run(arena: Arena, service: str, words: tuple[str, ...]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", f"services.{service}.worker", *words], cwd=ROOT, check=False, capture_output=True,
        text=True, env={**os.environ, **configuration.environment(arena.site, service)},
    )  # fmt: skip
    if done.returncode:
        arena.tally.failures.append(f"{service} {' '.join(words)}: {done.stderr[-LONGEST_TROUBLE:]}")
    return done.stdout
