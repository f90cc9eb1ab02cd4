"""Small programs of our own, to be supervised and left behind."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from deploy.embedded.program import Program

ROOT = Path(__file__).parents[2]
SLEEPER = "import time; time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
)


def given_program(folder: Path, source: str = SLEEPER, name: str = "child", stop_seconds: float = 10) -> Program:
    return Program(name, (sys.executable, "-c", source), folder / f"{name}.log", folder, stop_seconds=stop_seconds)


def eventually(holds: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def lives(pid: int) -> bool:
    return bool(psutil.pid_exists(pid)) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
