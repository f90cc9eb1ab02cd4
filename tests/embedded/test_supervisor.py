"""The supervisor, over small programs of our own."""

import os
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.embedded.program import Running, spawn
from deploy.embedded.supervisor import (
    FIRST_PAUSE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    LOOK_SECONDS,
    SupervisedProcess,
    Supervisor,
)
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


def waits(process: SupervisedProcess) -> float:
    """How long an ended process waits for its next start."""
    process.due_at, ended_at = None, 1_000.0
    process.tried_at = ended_at - 1
    assert not process.is_due(ended_at)
    assert process.due_at is not None
    return round(process.due_at - ended_at, 3)


class TestAProcessThatEnds:
    @pytest.fixture
    def process(self, tmp_path: Path) -> SupervisedProcess:
        """One that has just ended."""
        running = spawn(given_program(tmp_path, source=""))
        running.process.wait()
        return SupervisedProcess(running.program, running, tried_at=0)

    def test_waits_ever_longer_up_to_ten_seconds(self, process: SupervisedProcess) -> None:
        assert [waits(process) for _ in range(9)] == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10]

    def test_waits_a_moment_when_it_has_run_for_five_seconds(self, process: SupervisedProcess) -> None:
        process.pause_seconds, process.tried_at = LONGEST_PAUSE_SECONDS, 100
        assert not process.is_due(106)
        assert process.due_at == 106 + FIRST_PAUSE_SECONDS
        assert process.is_due(106 + FIRST_PAUSE_SECONDS)

    def test_is_not_started_again_while_it_is_held(self, process: SupervisedProcess) -> None:
        process.held = True
        assert not process.is_due(1_000)
        assert process.due_at is None


class TestSupervisor:
    def test_starts_a_killed_program_again(
        self, supervisor: Supervisor, seen: list[dict[str, Running]], tmp_path: Path
    ) -> None:
        (first,) = supervisor.start(given_program(tmp_path))
        os.kill(first.pid, signal.SIGKILL)
        assert eventually(lambda: supervisor.restarts()["child"] == 1)
        assert seen[-1]["child"].pid != first.pid
        assert seen[-1]["child"].alive

    def test_starts_a_program_that_keeps_failing_again_and_again(self, supervisor: Supervisor, tmp_path: Path) -> None:
        supervisor.start(given_program(tmp_path, source="raise SystemExit('no')"))
        assert eventually(lambda: supervisor.restarts()["child"] >= 3)

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

    def test_ends_a_program_for_another_of_its_name_which_it_then_keeps_running(
        self, supervisor: Supervisor, seen: list[dict[str, Running]], tmp_path: Path
    ) -> None:
        (first,) = supervisor.start(given_program(tmp_path))
        other = given_program(tmp_path, source="import time; print('other', flush=True); time.sleep(600)")
        (second,) = supervisor.replace(other)
        assert not first.alive
        assert seen[-1]["child"].pid == second.pid
        log = tmp_path / "child.log"
        assert eventually(lambda: log.read_text().split() == ["other"])
        supervisor.kill("child")
        assert eventually(lambda: log.read_text().split() == ["other", "other"])

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
        (deaf,) = supervisor.start(given_program(tmp_path, source=STUBBORN, stop_seconds=0.2))
        assert eventually(lambda: "deaf" in (tmp_path / "child.log").read_text())
        supervisor.stop()
        assert deaf.process.wait() == -signal.SIGKILL


class TestASupervisorOnAFullDisk:
    """Where nothing more can be written: `/dev/full` stands for the disk."""

    @pytest.fixture
    def supervisor(self, tmp_path: Path) -> Iterator[Supervisor]:
        def record(_running: Mapping[str, Running]) -> None:
            with (tmp_path / "record").open("w") as file:
                file.write("everything that runs")

        made = Supervisor(record)
        yield made
        made.stop()

    def test_goes_on_and_writes_its_record_when_there_is_space(self, supervisor: Supervisor, tmp_path: Path) -> None:
        (tmp_path / "record").symlink_to("/dev/full")
        supervisor.start(given_program(tmp_path))
        supervisor.kill("child")
        assert eventually(lambda: supervisor.restarts()["child"] == 1)
        (tmp_path / "record").unlink()
        assert eventually((tmp_path / "record").exists)
        supervisor.kill("child")
        assert eventually(lambda: supervisor.restarts()["child"] == 2)

    def test_says_so_once(self, supervisor: Supervisor, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        (tmp_path / "record").symlink_to("/dev/full")
        supervisor.start(given_program(tmp_path))
        time.sleep(3 * LOOK_SECONDS)
        assert [record.levelname for record in caplog.records] == ["WARNING"]
        assert "No space left" in caplog.text

    def test_starts_a_program_when_its_log_can_be_opened(self, supervisor: Supervisor, tmp_path: Path) -> None:
        program = given_program(tmp_path / "logs")
        supervisor.start(replace(program, folder=tmp_path))
        shutil.rmtree(tmp_path / "logs")
        (tmp_path / "logs").touch()
        supervisor.kill("child")
        assert eventually(lambda: not supervisor.running("child").alive)
        time.sleep(3 * LOOK_SECONDS)
        assert supervisor.restarts()["child"] == 0
        (tmp_path / "logs").unlink()
        assert eventually(lambda: supervisor.restarts()["child"] == 1)
        assert supervisor.running("child").alive

    def test_keeps_a_program_whose_log_is_full(self, supervisor: Supervisor, tmp_path: Path) -> None:
        (tmp_path / "child.log").symlink_to("/dev/full")
        supervisor.start(given_program(tmp_path))
        supervisor.kill("child")
        assert eventually(lambda: supervisor.restarts()["child"] == 1)
        assert supervisor.running("child").alive
        assert Path("/dev/full").stat().st_mode & 0o777 == 0o666  # a device stays everybody's
