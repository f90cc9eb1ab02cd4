"""`python -m faults.clocks FILE MODULE [WORD…]`: what `python -m MODULE WORD…` runs, by a clock that is off.

FILE says by how many seconds, and may say otherwise at any moment: then the clock steps. Off are the county's clock,
the ids, and in workers what libraries read (Kafka's timestamps, log lines). What tokens are made and judged by is not:
a service that is an hour off is refused and refuses, as it must, and nothing else could be tried.
"""

import runpy
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from mmap import ACCESS_READ, mmap
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

import uuid_utils

from deploy.embedded.program import Program
from shared import clock, ids

OFF = struct.Struct("d")
API = ".main"
BILLION = 1_000_000_000


def by_clock(program: Program, file: Path) -> Program:
    """The same program (`python -m module …`), by the clock of the file."""
    python, dash_m, *module = program.argv
    return replace(program, argv=(python, dash_m, "faults.clocks", str(file), *module))


def set_clock(file: Path, seconds: float) -> None:
    """Let it be off by so much from now on; negative: behind."""
    if not file.exists():
        file.write_bytes(OFF.pack(0))
    with file.open("r+b") as opened:
        opened.write(OFF.pack(seconds))


def move(off: Callable[[], float], *, libraries: bool) -> None:
    """Let this process live by a clock that is off by so many seconds. Before anything else is imported."""
    seconds, nanoseconds = time.time, time.time_ns

    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=off())

    def new_id() -> UUID:
        return UUID(int=uuid_utils.uuid7(nanoseconds=nanoseconds() + int(off() * BILLION)).int)

    patch.object(clock, "now", now).start()
    patch.object(ids, "new_id", new_id).start()
    if libraries:
        patch.object(time, "time", lambda: seconds() + off()).start()
        patch.object(time, "time_ns", lambda: nanoseconds() + int(off() * BILLION)).start()


def main() -> None:
    file, module, *words = sys.argv[1:]
    with Path(file).open("rb") as opened:
        kept = mmap(opened.fileno(), OFF.size, access=ACCESS_READ)
    move(lambda: float(OFF.unpack(kept)[0]), libraries=not module.endswith(API))
    sys.argv[1:] = words
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
