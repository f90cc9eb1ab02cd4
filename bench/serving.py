"""The processes of a service, each as in production: `python -m services.<name>.main`, `….worker`."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Literal

import psutil

from bench.stage import ROOT, environment
from deploy.embedded.answers import ask
from deploy.embedded.ports import LOOPBACK
from deploy.embedded.program import Program, spawn, wait_ready
from shared.settings import ServiceSettings


@asynccontextmanager
async def running(
    package: str, settings: ServiceSettings, home: Path, part: Literal["main", "worker"] = "main"
) -> AsyncIterator[int]:
    """Until it is ready; yields its process id."""
    port = settings.http_port if part == "main" else settings.worker_port
    name = f"{package.rpartition('.')[2]}-{'api' if part == 'main' else part}"
    log = home / "logs" / f"{name}-{port}.log"
    argv = (sys.executable, "-m", f"{package}.{part}")
    started = spawn(Program(name, argv, log, ROOT, environment(settings)))
    try:
        wait_ready(started, partial(_is_ready, f"http://{LOOPBACK}:{port}/readyz"))
        yield started.pid
    finally:
        started.stop()


def processor_seconds(pid: int) -> float:
    """What a process has used of processors so far."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def _is_ready(url: str) -> bool:
    return ask(url).is_good
