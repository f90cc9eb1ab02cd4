"""The nursery, over small modules of our own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded.nursery import Fostered, Nursery
from deploy.embedded.program import Program
from deploy.embedded.supervisor import Supervisor
from tests.embedded.given import ROOT, SLEEPER, eventually, lives

TELLER = """
import os, sys
if __name__ == "__main__":
    print(__name__, sys.argv[1:], os.environ["TOLD"], os.getcwd(), "fastapi" in sys.modules)
    sys.exit(7)
"""


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    made = Nursery(ROOT, tmp_path_factory.mktemp("nursery") / "nursery.log")
    made.open()
    made.wait_warm()
    yield made
    made.close()


def given_module(folder: Path, source: str, name: str = "child", *arguments: str) -> Program:
    (folder / f"{name}.py").write_text(source)
    return Program(
        name,
        (sys.executable, "-m", name, *arguments),
        folder / f"{name}.log",
        folder,
        environment={"TOLD": "by the launcher"},
        module=name,
        arguments=arguments,
    )


class TestNursery:
    def test_runs_a_module_as_a_shell_would_with_the_libraries_there_already(
        self, nursery: Nursery, tmp_path: Path
    ) -> None:
        running = nursery.spawn(given_module(tmp_path, TELLER, "teller", "one", "two"))
        assert isinstance(running.process, Fostered)
        assert running.process.wait(30) == 7
        told = (tmp_path / "teller.log").read_text()
        assert told == f"__main__ ['one', 'two'] by the launcher {tmp_path} True\n"

    def test_tells_how_a_program_ended(self, nursery: Nursery, tmp_path: Path) -> None:
        running = nursery.spawn(given_module(tmp_path, SLEEPER))
        assert running.alive
        os.kill(running.pid, signal.SIGKILL)
        assert eventually(lambda: running.process.returncode == -signal.SIGKILL)

    def test_stops_a_program(self, nursery: Nursery, tmp_path: Path) -> None:
        running = nursery.spawn(given_module(tmp_path, SLEEPER))
        running.stop()
        assert not lives(running.pid)

    def test_may_signal_a_program_whose_end_it_has_not_heard_of_yet(
        self, nursery: Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        running = nursery.spawn(given_module(tmp_path, SLEEPER))
        running.stop()
        monkeypatch.setattr(nursery, "status", lambda pid: None)
        with pytest.raises(ProcessLookupError):
            os.kill(running.pid, 0)
        running.process.send_signal(signal.SIGTERM)

    def test_starts_what_is_no_module_on_its_own(self, nursery: Nursery, tmp_path: Path) -> None:
        running = nursery.spawn(Program("sleep", (sys.executable, "-c", SLEEPER), tmp_path / "sleep.log", tmp_path))
        assert not isinstance(running.process, Fostered)
        running.stop()


class TestAKilledNursery:
    def test_has_its_programs_started_again_without_it(self, tmp_path: Path) -> None:
        nursery = Nursery(ROOT, tmp_path / "nursery.log")
        seen: list[int] = []
        supervisor = Supervisor(
            lambda running: seen.append(running["child"].pid) if "child" in running else None, nursery
        )
        nursery.wait_warm()
        (first,) = supervisor.start(given_module(tmp_path, SLEEPER))
        assert nursery.running is not None
        os.kill(nursery.running.pid, signal.SIGKILL)
        assert eventually(lambda: len(set(seen)) == 2)
        assert not lives(first.pid)
        assert lives(seen[-1])
        supervisor.stop()
        assert not lives(seen[-1])

    def test_takes_what_it_had_only_just_forked_with_it(self) -> None:
        """It may be killed before its child is on the leash; nothing would end that child with the launcher."""
        request = {"name": "child", "stop_signal": int(signal.SIGTERM)}
        source = f"from deploy.embedded.fork import run; run({request}, nursery=1)"
        orphan = subprocess.run((sys.executable, "-c", source), cwd=ROOT, capture_output=True, check=False, text=True)
        assert (orphan.returncode, orphan.stderr) == (1, "the launcher is gone\n")
