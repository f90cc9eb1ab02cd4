"""Processes of a service that are forked from one that has imported it: each is like one that was started by itself."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest

from deploy.embedded.configuration import write_secrets
from deploy.embedded.forking import SHARED
from deploy.embedded.forks import CAN_FORK, Forks
from deploy.embedded.program import Program, Running
from deploy.embedded.site import Ports, Site
from deploy.embedded.stack import api_of, worker_of
from deploy.embedded.supervisor import Supervisor
from tests.embedded.given import ROOT, eventually, given_program, lives

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="Linux alone")

# The smallest; without its database it serves all the same, and says that it is not ready.
SERVICE = "notifications"
ABSENT = "absent"
LAUNCHER = """
import sys, time
from pathlib import Path
from deploy.embedded.forks import Forks
from deploy.embedded.site import Ports, Site
from deploy.embedded.stack import api_of
site = Site(Path(sys.argv[1]), Ports.model_validate_json(sys.argv[2]))
forks = Forks(site, ("notifications",))
print(forks.start(api_of(site, "notifications")).pid, flush=True)
time.sleep(600)
"""


@dataclass(frozen=True)
class Place:
    site: Site
    forks: Forks

    def start(self, program: Program) -> Running:
        return self.forks.start(program)

    def api(self) -> Running:
        """One that serves."""
        running = self.start(api_of(self.site, SERVICE))
        assert eventually(lambda: listens(self.site), 120), running.program.log.read_text()
        return running

    def parent(self, running: Running) -> psutil.Process:
        return psutil.Process(psutil.Process(running.pid).ppid())


def listens(site: Site) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", site.ports.api(SERVICE))) == 0


def said(running: Running) -> str:
    return running.program.log.read_text()


def unfinished_request(site: Site) -> socket.socket:
    """One that an API which is asked to end waits for, for some seconds."""
    asking = socket.create_connection(("127.0.0.1", site.ports.api(SERVICE)))
    asking.sendall(b"POST /api/notifications/oauth/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")
    return asking


def words(program: Program, *more: str) -> Program:
    return replace(program, argv=(*program.argv, *more))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    made = Site(tmp_path_factory.mktemp("home"), Ports.free())
    write_secrets(made)
    return made


@pytest.fixture(scope="module")
def place(site: Site) -> Iterator[Place]:
    with Forks(site, (SERVICE, ABSENT)) as forks:
        forks.wait_until_imported()
        yield Place(site, forks)


class TestAForkedProcess:
    def test_is_the_program_with_its_words_its_log_and_its_status(self, place: Place) -> None:
        printed = place.start(words(worker_of(place.site, SERVICE), "sql"))
        assert printed.process.wait(60) == 0
        assert "CREATE TABLE" in said(printed)

    def test_ends_with_the_status_of_the_program_and_what_it_says(self, place: Place) -> None:
        unconfigured = replace(
            worker_of(place.site, SERVICE), environment={"VETERANS_SECRETS_DIR": str(place.site.home / "nowhere")},
            log=place.site.home / "logs" / "unconfigured.log",
        )  # fmt: skip
        refused = place.start(unconfigured)
        assert refused.process.wait(60) == 78
        assert "VETERANS_KAFKA_BOOTSTRAP_SERVERS" in said(refused)

    def test_raises_as_by_itself(self, place: Place) -> None:
        failed = place.start(
            replace(api_of(place.site, SERVICE), argv=(sys.executable, "-m", f"services.{SERVICE}.no"))
        )
        assert failed.process.wait(60) == 1
        assert f"No module named services.{SERVICE}.no" in said(failed)

    def test_has_a_group_of_its_own_and_is_called_what_it_is(self, place: Place) -> None:
        api = place.api()
        assert os.getpgid(api.pid) == api.pid
        assert psutil.Process(api.pid).name() == f"{SERVICE} API"[:15]
        assert place.parent(api).ppid() != os.getpid()
        assert place.parent(api).num_threads() == 1
        api.stop()

    def test_ends_when_asked_to(self, place: Place) -> None:
        api = place.api()
        api.stop()
        assert api.process.wait() == 0
        assert not psutil.pid_exists(api.pid)

    def test_that_was_killed_is_known_to_have_ended_and_started_again(self, place: Place) -> None:
        supervisor = Supervisor(lambda _: None, place.forks.start)
        try:
            (first,) = supervisor.start(api_of(place.site, SERVICE))
            assert eventually(lambda: listens(place.site))
            os.kill(first.pid, signal.SIGKILL)
            assert first.process.wait(10) == -signal.SIGKILL
            assert eventually(lambda: supervisor.restarts() == {f"{SERVICE} API": 1})
            assert eventually(lambda: listens(place.site))
            second = supervisor.running(f"{SERVICE} API")
            assert place.parent(second).ppid() != os.getpid()
        finally:
            supervisor.stop()
        assert not listens(place.site)

    def test_that_does_not_obey_is_waited_for_no_longer_than_told(self, place: Place) -> None:
        api = place.api()
        api.process.send_signal(signal.SIGSTOP)
        with pytest.raises(subprocess.TimeoutExpired):
            api.process.wait(0.1)
        api.kill()
        assert not api.alive

    def test_is_not_started_twice_where_the_log_cannot_be_opened(self, place: Place, tmp_path: Path) -> None:
        (tmp_path / "logs").touch()
        with pytest.raises(OSError, match="logs"):
            place.start(replace(api_of(place.site, SERVICE), log=tmp_path / "logs" / "api.log"))
        assert not listens(place.site)
        place.api().stop()


class TestByItselfStarts:
    def test_what_is_no_service(self, place: Place, tmp_path: Path) -> None:
        other = place.start(given_program(tmp_path))
        assert psutil.Process(other.pid).ppid() == os.getpid()
        other.kill()

    def test_what_is_of_another_tree(self, place: Place, tmp_path: Path) -> None:
        other = place.start(replace(api_of(place.site, SERVICE), folder=tmp_path, log=tmp_path / "log"))
        assert psutil.Process(other.pid).ppid() == os.getpid()
        other.stop()

    def test_what_could_not_be_imported_and_says_why(self, place: Place) -> None:
        program = replace(
            api_of(place.site, SERVICE), argv=(sys.executable, "-m", f"services.{ABSENT}.main"),
            log=place.site.home / "logs" / "absent.log",
        )  # fmt: skip
        absent = place.start(program)
        assert absent.process.wait(60) == 1
        assert f"services.{ABSENT}" in said(absent)


class TestTheProcessItWasForkedFrom:
    def test_takes_what_was_forked_with_it_which_then_starts_by_itself(
        self, site: Site, caplog: pytest.LogCaptureFixture
    ) -> None:
        with Forks(site, (SERVICE,)) as forks:
            place = Place(site, forks)
            api = place.api()
            place.parent(api).kill()
            assert eventually(lambda: not listens(site))
            assert api.process.wait(20) == -signal.SIGKILL
            again = place.api()
            assert psutil.Process(again.pid).ppid() == os.getpid()
            assert f"the processes of {SERVICE} start by themselves" in caplog.text
            again.stop()

    def test_is_not_told_to_have_ended_before_it_has(self, site: Site) -> None:
        with Forks(site, (SERVICE,)) as forks:
            place = Place(site, forks)
            api = place.api()
            with unfinished_request(site):
                place.parent(api).kill()
                assert api.process.wait(60) == -signal.SIGKILL
                assert not lives(api.pid), "two of them would want one port"

    def test_does_not_hold_up_the_end_where_it_stands_still(self, site: Site) -> None:
        forks = Forks(site, (SERVICE,))
        api = Place(site, forks).api()
        stands = Place(site, forks).parent(api)
        api.stop()
        stands.suspend()
        closing = threading.Thread(target=forks.close, daemon=True)
        closing.start()
        closing.join(20)
        try:
            assert eventually(lambda: not lives(stands.pid))
        finally:
            with contextlib.suppress(psutil.NoSuchProcess):
                stands.resume()

    def test_ends_with_a_launcher_that_was_killed_and_so_does_what_was_forked(self, site: Site) -> None:
        launcher = subprocess.Popen(
            [sys.executable, "-c", LAUNCHER, str(site.home), site.ports.model_dump_json()],
            stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        assert launcher.stdout is not None
        pid = int(launcher.stdout.readline())
        launcher.stdout.close()
        assert eventually(lambda: listens(site))
        parent = psutil.Process(pid).ppid()
        launcher.kill()
        launcher.wait()
        assert eventually(lambda: not lives(parent) and not lives(pid))
        assert not listens(site)

    def test_is_ended_while_it_imports(self, site: Site) -> None:
        before = set(psutil.Process().children())
        forks = Forks(site, (SERVICE,))
        (begun,) = set(psutil.Process().children()) - before
        assert eventually(lambda: bool(begun.children()))
        (imports,) = begun.children()
        forks.close()
        assert not psutil.pid_exists(begun.pid)
        assert not psutil.pid_exists(imports.pid), "nobody else might bury it"


def test_what_they_share_is_of_no_service() -> None:
    listed = f"import sys, importlib; [importlib.import_module(each) for each in {SHARED!r}]; print(*sys.modules)"
    done = subprocess.run((sys.executable, "-c", listed), cwd=ROOT, capture_output=True, check=True, text=True)
    assert not [each for each in done.stdout.split() if each.startswith("services.")]
