"""One program: how to start it, whether it lives, how to end it."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from deploy.embedded.account import Account
from deploy.trouble import Trouble

LOG_LIMIT_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Program:
    """``argv[0]`` is an absolute path. ``stop_seconds``: from ``stop_signal`` to SIGKILL."""

    name: str
    argv: tuple[str, ...]
    log: Path
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10
    account: Account | None = None

    def tail(self) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


class Process(Protocol):
    """What is asked of a `subprocess.Popen`."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, sig: int) -> None: ...


class Running:
    """A started program. It has its own process group, so a Ctrl-C in the terminal reaches the launcher alone."""

    def __init__(self, program: Program, process: Process) -> None:
        self.program = program
        self.process = process

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def signal_stop(self) -> None:
        """Ask it to end and return at once."""
        if self.alive:
            self.process.send_signal(self.program.stop_signal)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end, wait, and end it by force when it does not."""
        self.signal_stop()
        try:
            self.process.wait(self.program.stop_seconds)
        except subprocess.TimeoutExpired:
            self.kill()


def spawn(program: Program) -> Running:
    """Start it; on Linux the kernel ends it when the calling *thread* ends, even when the launcher is killed.

    So call this from a thread that lives as long as the program shall. What a kernel does not end, leftovers.py does.
    """
    account = program.account
    with open_log(program) as log:
        process = subprocess.Popen(
            [*_tied_to_this_thread(program.stop_signal), *program.argv],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=program.folder,
            env={**os.environ, **program.environment},
            process_group=0,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    return Running(program, process)


def _tied_to_this_thread(stop_signal: signal.Signals) -> tuple[str, ...]:
    # setpriv (util-linux) asks for the parent's death signal, then becomes the program.
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", stop_signal.name.removeprefix("SIG")) if setpriv else ()


def open_log(program: Program) -> IO[bytes]:
    """To append to, for its owner alone; one that has grown long is put aside first."""
    program.log.parent.mkdir(parents=True, exist_ok=True)
    if program.log.exists() and program.log.stat().st_size > LOG_LIMIT_BYTES:
        program.log.replace(program.log.with_suffix(".log.1"))
    program.log.touch(mode=0o600)
    if program.log.is_file():  # and no device, which is everybody's
        program.log.chmod(0o600)  # one that was open before
    return program.log.open("ab")


def wait_ready(running: Running, is_ready: Callable[[], bool], seconds: float = 60) -> None:
    """Return when it does its work; raise with the end of its log when it ends or the time is over."""
    deadline = time.monotonic() + seconds
    while not is_ready():
        if not running.alive or time.monotonic() > deadline:
            raise never_ready(running.program)
        time.sleep(0.05)


def never_ready(program: Program) -> Trouble:
    return Trouble(
        f"{program.name} 未能启动，日志见 {program.log}：\n{program.tail()}",
        f"{program.name} did not start; its log is {program.log}:\n{program.tail()}",
    )
