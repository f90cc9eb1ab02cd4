"""One program: how to start it, whether it lives, how to end it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from deploy.embedded.account import Account
from deploy.trouble import Trouble

LEASH = Path(__file__).with_name("leash.py")
LOG_LIMIT_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Program:
    """``argv[0]`` is an absolute path. ``patience_seconds``: from ``stop_signal`` to SIGKILL.

    ``module`` and ``arguments``: what ``argv`` runs when that is ``python -m module arguments…``.
    """

    name: str
    argv: tuple[str, ...]
    log: Path
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    patience_seconds: float = 10
    account: Account | None = None
    module: str = ""
    arguments: tuple[str, ...] = ()


class Process(Protocol):
    """What is used of ``subprocess.Popen``."""

    pid: int

    @property
    def returncode(self) -> int | None: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, sig: int) -> None: ...


class Running:
    """A started program. It has its own process group, so a Ctrl-C in the terminal reaches the launcher alone."""

    def __init__(self, program: Program, process: Process) -> None:
        self.program = program
        self.process = process
        self.started_at = time.monotonic()

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
            self.process.wait(self.program.patience_seconds)
        except subprocess.TimeoutExpired:
            self.kill()


def spawn(program: Program, *descriptors: int) -> Running:
    """Start it on the leash; it inherits the descriptors and is told their numbers.

    Call this from a thread that lives as long as the program shall: that thread is what the kernel watches.
    """
    account = program.account or Account(-1, -1)
    with open_log(program) as log:
        process = subprocess.Popen(
            [
                sys.executable, "-I", "-S", str(LEASH),
                str(os.getpid()), str(int(program.stop_signal)), str(account.uid), str(account.gid),
                *program.argv, *(str(number) for number in descriptors),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=program.folder,
            env={**os.environ, **program.environment},
            process_group=0,
            pass_fds=descriptors,
        )  # fmt: skip
    return Running(program, process)


def open_log(program: Program) -> IO[bytes]:
    """To append to; one that has grown long is put aside first."""
    program.log.parent.mkdir(parents=True, exist_ok=True)
    if program.log.exists() and program.log.stat().st_size > LOG_LIMIT_BYTES:
        program.log.replace(program.log.with_suffix(".log.1"))
    return program.log.open("ab")


def wait_ready(running: Running, is_ready: Callable[[], bool], seconds: float = 60) -> None:
    """Return when it does its work; raise with the end of its log when it ends or the time is over."""
    deadline = time.monotonic() + seconds
    while not is_ready():
        if not running.alive or time.monotonic() > deadline:
            raise never_ready(running.program)
        time.sleep(0.05)


def never_ready(program: Program) -> Trouble:
    tail = "\n".join(program.log.read_text(errors="replace").splitlines()[-15:])
    return Trouble(
        f"{program.name} 未能启动，日志见 {program.log}：\n{tail}",
        f"{program.name} did not start; its log is {program.log}:\n{tail}",
    )
