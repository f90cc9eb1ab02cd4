"""What a killed launcher leaves, over small programs of our own, and how the next start deals with it."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.embedded.claim import claim, taken_ports
from deploy.embedded.leftovers import Record
from deploy.embedded.site import Ports, Site
from deploy.operator.doctor import ports, refuse_early
from deploy.trouble import Trouble
from tests.embedded.given import ROOT, SLEEPER, STUBBORN, eventually, lives

LAUNCHER = """
import sys, time
from pathlib import Path
from deploy.embedded.leftovers import Record
from deploy.embedded.program import Program
from deploy.embedded.supervisor import Supervisor
home = Path(sys.argv[1])
record = Record(home)
record.hold()
supervisor = Supervisor(record.write)
supervisor.start(Program("child", (sys.executable, "-c", sys.argv[2]), home / "child.log", home))
print("started", flush=True)
time.sleep(600)
"""
# Like Kafka it takes its time to end: here until another asks than the launcher, in whose name the kernel asks when it
# is killed; once or twice, as the thread that started this program may end a moment before the launcher's last one.
SLOW_SERVER = """
import os, signal, socket
launcher = os.getppid()
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
server = socket.create_server(("127.0.0.1", {port}))
print("listening", flush=True)
while signal.sigwaitinfo([signal.SIGTERM]).si_pid == launcher:
    print("asked", flush=True)
"""


def launch(home: Path, source: str) -> subprocess.Popen[str]:
    """A launcher, and a program that it has started."""
    launcher = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(home), source], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert launcher.stdout is not None
    assert launcher.stdout.readline() == "started\n"
    launcher.stdout.close()
    return launcher


def said(home: Path, word: str) -> bool:
    return eventually(lambda: word in (home / "child.log").read_text())


class TestARecord:
    @pytest.mark.parametrize("written", [b"", b'{"launcher": {"pid"', b"\0" * 40], ids=["nothing", "half", "zeros"])
    def test_that_a_power_cut_cut_short_keeps_nobody_from_starting(self, tmp_path: Path, written: bytes) -> None:
        record = Record(tmp_path)
        record.folder.mkdir()
        record.file.write_bytes(written)
        claim(Site(tmp_path, Ports.free()), record)
        assert record.alive() == {}
        record.release()


class TestAKilledLauncher:
    def test_takes_its_programs_with_it_where_the_kernel_can(self, tmp_path: Path) -> None:
        launcher = launch(tmp_path, f"print('tied', flush=True); {SLEEPER}")
        child = Record(tmp_path).read()["processes"]["child"]["pid"]
        assert said(tmp_path, "tied")
        launcher.kill()
        launcher.wait()
        assert eventually(lambda: not lives(child)) or shutil.which("setpriv") is None

    def test_takes_its_programs_with_it_or_leaves_them_to_the_next(self, tmp_path: Path) -> None:
        launcher = launch(tmp_path, SLEEPER)
        child = Record(tmp_path).read()["processes"]["child"]["pid"]
        launcher.kill()
        launcher.wait()
        Record(tmp_path).reap()
        assert not lives(child)

    def test_leaves_a_disobedient_program_to_be_reaped(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("deploy.embedded.leftovers.STOP_SECONDS", 0.5)
        launcher = launch(tmp_path, STUBBORN)
        assert said(tmp_path, "deaf")
        launcher.kill()
        launcher.wait()
        assert Record(tmp_path).reap() == ["child"]

    def test_lets_go_of_the_folder(self, tmp_path: Path) -> None:
        launcher = launch(tmp_path, SLEEPER)
        with pytest.raises(Trouble, match="runs already"):
            Record(tmp_path).hold()
        launcher.kill()
        launcher.wait()
        Record(tmp_path).hold()


class TestPorts:
    """Seen once: `veterans up` refused to start, since the Kafka of a launcher just killed had not quite ended."""

    def test_held_by_what_a_killed_launcher_left_are_free_to_the_next(self, tmp_path: Path) -> None:
        site = Site(tmp_path, Ports.free())
        launcher = launch(tmp_path, SLOW_SERVER.format(port=site.ports.kafka_port))
        assert said(tmp_path, "listening")
        launcher.kill()
        launcher.wait()
        assert said(tmp_path, "asked")
        refuse_early(site)
        assert ports(site).ok
        assert taken_ports(site) == {site.ports.kafka_port: "Kafka"}
        claim(site, Record(tmp_path))
        assert taken_ports(site) == {}

    def test_held_by_another_are_refused_after_a_killed_launcher_too(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("deploy.embedded.claim.RELEASE_SECONDS", 0.2)
        site = Site(tmp_path, Ports.free())
        launcher = launch(tmp_path, SLEEPER)
        launcher.kill()
        launcher.wait()
        told = rf"{site.ports.kafka_port} \(Kafka\) ← .*{os.getpid()}"
        with socket.create_server(("127.0.0.1", site.ports.kafka_port)), pytest.raises(Trouble, match=told):
            claim(site, Record(tmp_path))
        claim(site, Record(tmp_path))


class TestRecord:
    def test_spares_a_stranger_that_was_given_the_number_of_ours(self, tmp_path: Path) -> None:
        record = Record(tmp_path)
        record.hold()
        with subprocess.Popen([sys.executable, "-c", SLEEPER]) as stranger:
            record.file.write_text(
                json.dumps({"processes": {"child": {"pid": stranger.pid, "started": 1.0, "stop_signal": 15}}})
            )
            assert record.reap() == []
            assert lives(stranger.pid)
            stranger.kill()
