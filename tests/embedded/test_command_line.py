"""`veterans`, run as an operator runs it: real processes, real signals."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

import psutil
import pytest

from deploy.embedded.leftovers import Record
from deploy.embedded.postgres import Postgres
from deploy.embedded.site import SERVICES, Ports

ROOT = Path(__file__).parents[2]
EVERYTHING = {"postgres", "kafka", "edge"} | {f"{service} {kind}" for service in SERVICES for kind in ("API", "worker")}

# As it would have left the database: it met the event, and its figures were never given it for F20.
CLAIM = "FROM projected_type WHERE projection LIKE 'figures F20.%'"
CLAIMED = f"SELECT count(*) {CLAIM}"
EARLIER_RELEASE = f"""
    INSERT INTO seen_type ("group", type, topic, partition, "offset", seen_at)
    SELECT "group", type, 'benefits.cases', 0, 0, now() {CLAIM} ON CONFLICT DO NOTHING;
    DELETE {CLAIM};
"""


class Operator:
    """Somebody at a terminal, with a data folder and ports of their own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.said = ""
        self.ports = Ports.free()
        settings = {f"VETERANS_{name}".upper(): str(port) for name, port in self.ports.model_dump().items()}
        self.environment = {**os.environ, **settings, "VETERANS_HOME": str(home), "VETERANS_LANGUAGE": "en"}

    def start(self) -> subprocess.Popen[str]:
        """`veterans up`, once it says that everything runs (`said`)."""
        launcher = subprocess.Popen(
            self._command("up"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
            env=self.environment,
        )
        assert launcher.stdout is not None
        said = ""
        for line in launcher.stdout:
            said += line
            if "Ctrl-C stops it" in line:
                self.said = said
                return launcher
        raise AssertionError(said)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command(*words), capture_output=True, check=False, text=True, cwd=ROOT, env=self.environment
        )

    def amiss(self) -> list[str]:
        """What `veterans doctor` finds."""
        findings = json.loads(self.run("doctor", "--json").stdout)
        return [finding["detail"] for finding in findings if not finding["ok"]]

    def processes(self) -> dict[str, psutil.Process]:
        """What the launcher runs now."""
        recorded = Record(self.home).read()["processes"]
        return {name: psutil.Process(identity["pid"]) for name, identity in recorded.items()}

    def _command(self, *words: str) -> tuple[str, ...]:
        return (sys.executable, "-m", "deploy.operator", *words)


@contextmanager
def given_operator() -> Iterator[Operator]:
    """With an empty folder; nothing runs in it afterwards."""
    home = Path(tempfile.mkdtemp(prefix="veterans-"))
    home.chmod(0o755)
    made = Operator(home)
    yield made
    made.run("down")
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def operator() -> Iterator[Operator]:
    with given_operator() as made:
        yield made


def eventually_true(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.5)


def end(launcher: subprocess.Popen[str], number: signal.Signals) -> str:
    launcher.send_signal(number)
    said, _ = launcher.communicate(timeout=60)
    return said


def all_gone(processes: dict[str, psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(list(processes.values()), timeout=20)
    return not alive


class TestUp:
    def test_runs_everything_and_leaves_nothing_running_after_ctrl_c(self, operator: Operator) -> None:
        launcher = operator.start()
        processes = operator.processes()
        assert set(processes) == EVERYTHING
        status = json.loads(operator.run("status", "--json").stdout)
        assert [service["api"] and service["worker"] for service in status["services"]] == [True] * 4
        verified = operator.run("audit", "verify")
        assert (verified.returncode, "as it was written" in verified.stdout) == (0, True)
        assert "everything is stopped" in end(launcher, signal.SIGINT)
        assert launcher.returncode == 0
        assert all_gone(processes)

    @pytest.mark.nightly
    def test_starts_again_after_the_launcher_was_killed_and_ends_by_down(self, operator: Operator) -> None:
        """Of an earlier release that knew one figure less it computes what that one missed."""
        killed = operator.start()
        assert "what was missed" not in operator.said
        first = operator.processes()
        reporting = Postgres(operator.home, operator.ports.postgres_port)
        claimed = reporting.psql("reporting", CLAIMED)
        reporting.psql("reporting", EARLIER_RELEASE)
        killed.kill()
        killed.communicate()
        launcher = operator.start()
        assert all_gone(first)
        assert [line for line in operator.said.splitlines() if "missed" in line or "to be seen to" in line] == [
            "✓ reporting: computing what was missed…"
        ]
        assert reporting.psql("reporting", CLAIMED) == claimed != "0"
        second = operator.processes()
        assert "the data stays" in operator.run("down").stdout
        launcher.communicate(timeout=10)
        assert all_gone(second)

    @pytest.mark.nightly
    def test_says_what_is_to_be_rebuilt_until_it_is(self, operator: Operator) -> None:
        """As `./veterans upgrade` has it done: by the same command, while everything runs."""
        launcher = operator.start()
        reporting = Postgres(operator.home, operator.ports.postgres_port)
        claimed = reporting.psql("reporting", CLAIMED)
        assert operator.amiss() == []
        reporting.psql("reporting", EARLIER_RELEASE)
        eventually_true(lambda: len(operator.amiss()) == 1)
        [said] = operator.amiss()
        assert said.startswith("veterans rebuild reporting --missed (rebuild figures: missed ")
        assert "F20" in said
        rebuilt = operator.run("rebuild", "reporting", "--missed")
        assert rebuilt.returncode == 0, rebuilt.stderr
        assert reporting.psql("reporting", CLAIMED) == claimed != "0"
        eventually_true(lambda: operator.amiss() == [])
        end(launcher, signal.SIGINT)

    def test_refuses_a_folder_in_which_another_launcher_runs(self, operator: Operator) -> None:
        other = Record(operator.home)
        other.hold()
        refused = operator.run("up")
        other.write({})
        refused_again = operator.run("up")
        assert "runs already" in refused.stderr
        assert "runs already" in refused_again.stderr
        assert other.read(), "a refused launcher must not touch the record of the one that runs"
        other.release()


class TestAClosedTerminal:
    HUNG_UP = """
import os, signal
from deploy.operator.up import ended_by_signals
with ended_by_signals() as ended:
    os.kill(os.getpid(), signal.SIGHUP)
    print("goes on")
"""

    @pytest.mark.parametrize(("before", "goes_on"), [(("env", "--default-signal=HUP"), False), (("nohup",), True)])
    def test_ends_what_runs_in_front_of_it_unless_it_is_told_not_to(
        self, before: tuple[str, ...], goes_on: bool
    ) -> None:
        argv = (*before, sys.executable, "-c", self.HUNG_UP)
        done = subprocess.run(argv, cwd=ROOT, check=True, capture_output=True, text=True)
        assert ("goes on" in done.stdout) is goes_on


class TestATakenPort:
    def test_is_refused_before_anything_starts_and_named(self, tmp_path: Path) -> None:
        operator = Operator(tmp_path / "home")
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", operator.ports.kafka_port))
            taken.listen()
            refused = operator.run("up")
        assert refused.returncode == 1
        assert f"{operator.ports.kafka_port} (Kafka)" in refused.stderr
        assert list((tmp_path / "home" / "kafka").iterdir()) == []


class TestDown:
    def test_waits_for_a_launcher_that_has_forgotten_who_ran_and_still_holds_the_folder(
        self, operator: Operator
    ) -> None:
        ending = Record(operator.home)
        ending.hold()
        Timer(2, ending.release).start()
        down = operator.run("down")
        assert (down.returncode, "nothing was running" in down.stdout) == (0, True), down.stderr


class TestStatus:
    def test_tells_that_nothing_runs(self, tmp_path: Path) -> None:
        told = Operator(tmp_path / "home").run("status", "--json")
        status: dict[str, Any] = json.loads(told.stdout)
        assert told.returncode == 1
        assert status["servers"] == {"postgres": False, "kafka": False}


class TestDoctor:
    def test_finds_what_others_may_read(self, tmp_path: Path) -> None:
        (tmp_path / "secrets").mkdir(mode=0o700)
        (tmp_path / "secrets" / "key").touch(mode=0o644)
        examined = Operator(tmp_path).run("doctor", "--json")
        findings = {finding["name"]: finding["ok"] for finding in json.loads(examined.stdout)}
        assert examined.returncode == 1
        assert [name for name, ok in findings.items() if not ok] == ["secrets"]

    def test_finds_data_that_another_postgresql_wrote(self, tmp_path: Path) -> None:
        (tmp_path / "postgres").mkdir()
        (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")
        examined = Operator(tmp_path).run("doctor", "--json")
        amiss = [finding for finding in json.loads(examined.stdout) if not finding["ok"]]
        assert [finding["name"] for finding in amiss] == ["data"]
        assert "of PostgreSQL 16 (≠ 18)" in amiss[0]["detail"]

    def test_names_a_port_setting_that_is_no_port(self, tmp_path: Path) -> None:
        operator = Operator(tmp_path)
        operator.environment["VETERANS_API_PORT"] = "many"
        refused = operator.run("doctor")
        assert refused.returncode == 1
        assert "VETERANS_API_PORT" in refused.stderr


class TestRemove:
    @pytest.fixture
    def operator(self, tmp_path: Path) -> Operator:
        """Of a folder in which a stack once ran."""
        for name in ("secrets", "backup", "kafka"):
            (tmp_path / "home" / name).mkdir(parents=True)
        return Operator(tmp_path / "home")

    def test_says_what_it_would_delete_and_deletes_nothing_that_nobody_confirmed(self, operator: Operator) -> None:
        refused = operator.run("remove")
        assert refused.returncode == 1
        assert str(operator.home / "kafka") in refused.stdout
        assert (operator.home / "kafka").exists()

    def test_keeps_secrets_and_backups_unless_they_are_named(self, operator: Operator) -> None:
        assert operator.run("remove", "--yes").returncode == 0
        assert {entry.name for entry in operator.home.iterdir()} == {"secrets", "backup"}
        assert operator.run("remove", "--yes", "--secrets", "--backups").returncode == 0
        assert list(operator.home.iterdir()) == []

    def test_is_refused_while_the_stack_runs(self, operator: Operator) -> None:
        record = Record(operator.home)
        record.hold()
        record.write({})
        refused = operator.run("remove", "--yes")
        record.release()
        assert (refused.returncode, "veterans down" in refused.stderr) == (1, True)
