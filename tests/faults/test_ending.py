"""An experiment that is ended by a signal."""

import signal
import subprocess
import sys

from faults.ending import ENDED

PROGRAM = """
import asyncio, sys
from faults.ending import run

async def work():
    try:
        print("started", flush=True)
        await asyncio.sleep(60)
    finally:
        await asyncio.sleep(0.1)
        print("stopped", flush=True)
    return 0

sys.exit(run(work()))
"""


class TestAnExperiment:
    def test_stops_what_it_has_started_when_it_is_ended(self) -> None:
        with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            assert running.stdout.readline() == "started\n"
            running.send_signal(signal.SIGTERM)
            assert running.communicate(timeout=30)[0] == "stopped\n"
        assert running.returncode == ENDED
