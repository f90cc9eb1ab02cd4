"""The supervisor, over small programs of our own."""

import os
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from deploy.embedded.program import Running
from deploy.embedded.supervisor import FIRST_PAUSE_SECONDS, Supervisor
from tests.embedded.given import STUBBORN, eventually, given_program, lives


@pytest.fixture
def seen() -> list[dict[str, Running]]:
    """What the supervisor told of running programs, each time."""
    return []


@pytest.fixture
def supervisor(seen: list[dict[str, Running]]) -> Iterator[Supervisor]:
    made = Supervisor(lambda running: seen.append(dict(running)))
    yield made
    made.stop()


class TestSupervisor:
    def test_starts_a_killed_program_again(
        self, supervisor: Supervisor, seen: list[dict[str, Running]], tmp_path: Path
    ) -> None:
        (first,) = supervisor.start(given_program(tmp_path))
        os.kill(first.pid, signal.SIGKILL)
        assert eventually(lambda: supervisor.restarts()["child"] == 1)
        assert seen[-1]["child"].pid != first.pid
        assert seen[-1]["child"].alive

    def test_starts_a_program_that_keeps_failing_ever_more_slowly(self, supervisor: Supervisor, tmp_path: Path) -> None:
        supervisor.start(given_program(tmp_path, source="raise SystemExit('no')"))
        assert eventually(lambda: supervisor.restarts()["child"] >= 3)
        assert supervisor._charges["child"].pause_seconds >= 0.8

    def test_starts_at_once_what_lived_a_while_each_time(
        self, supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("deploy.embedded.supervisor.SETTLED_SECONDS", 0.1)
        supervisor.start(given_program(tmp_path))
        for times in range(1, 5):
            time.sleep(0.2)
            supervisor.kill("child")
            assert eventually(partial(self.was_started, supervisor, times))
        assert supervisor._charges["child"].pause_seconds == 2 * FIRST_PAUSE_SECONDS

    def test_starts_another_program_in_its_stead_once(self, supervisor: Supervisor, tmp_path: Path) -> None:
        one, another = (
            given_program(tmp_path, source=f"import time; print('{word}', flush=True); time.sleep(600)")
            for word in ("one", "another")
        )
        supervisor.start(one)
        log = tmp_path / "child.log"
        assert eventually(lambda: log.read_text().split() == ["one"])
        supervisor.kill("child", then=[another])
        assert eventually(lambda: log.read_text().split() == ["one", "another"])
        supervisor.kill("child")
        assert eventually(lambda: log.read_text().split() == ["one", "another", "one"])

    def was_started(self, supervisor: Supervisor, times: int) -> bool:
        return supervisor.restarts()["child"] == times

    def test_starts_nothing_that_is_held(self, supervisor: Supervisor, tmp_path: Path) -> None:
        supervisor.start(given_program(tmp_path))
        supervisor.hold("child")
        time.sleep(0.5)
        assert supervisor.restarts()["child"] == 0
        assert not supervisor.running("child").alive
        supervisor.release("child")
        assert eventually(lambda: supervisor.running("child").alive)

    def test_leaves_nothing_running(self, supervisor: Supervisor, tmp_path: Path) -> None:
        running = supervisor.start(*(given_program(tmp_path, name=f"child{n}") for n in range(3)))
        supervisor.stop(["child0"], ["child1"])
        assert not any(lives(program.pid) for program in running)

    def test_kills_a_program_that_does_not_obey(self, supervisor: Supervisor, tmp_path: Path) -> None:
        (deaf,) = supervisor.start(given_program(tmp_path, source=STUBBORN, patience=0.2))
        assert eventually(lambda: "deaf" in (tmp_path / "child.log").read_text())
        supervisor.stop()
        assert deaf.process.returncode == -signal.SIGKILL
