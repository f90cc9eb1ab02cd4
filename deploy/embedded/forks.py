"""The launcher's side of `forking`: processes of services are forked from ones that have imported them.

What is not a plain `python -m services.<name>.<module>` (a fault experiment's, another release's) starts by itself, as
any other program does. So does everything where the system has no such thing, and a service whose process to fork from
has ended: what is wrong with it then says the service, in its own log.
"""

import contextlib
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

from deploy.embedded.configuration import OF_A_PROCESS
from deploy.embedded.program import Program, Running, open_log, spawn
from deploy.embedded.site import SERVICES, Site
from deploy.trouble import worded

ROOT = Path(__file__).parents[2]
ANSWER_SECONDS = 300  # on a machine that is busy with much else
TELL_SECONDS = 10  # from the end of a process until its parent has said how
END_SECONDS = 5

log = logging.getLogger(__name__)


def _can_fork() -> bool:
    """Whether this system tells of the end of any process: Linux, from 5.3 on, whatever Python was built for."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


CAN_FORK = _can_fork()


class Forked:
    """What `subprocess.Popen` is of a child: of a process of which the kernel says when it ended, its parent how."""

    def __init__(self, pid: int, process: int, ending: int) -> None:
        """`process` refers to it; `ending`: a pipe, from which its exit status can be read, or nothing if nobody lives
        to tell."""
        self.pid = pid
        self._process = process
        self._ending = ending
        self._status: int | None = None
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        status = self._look(timeout)
        if status is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return status

    def send_signal(self, sig: int) -> None:
        with self._lock:
            if self._status is None:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._process, sig)

    def _look(self, seconds: float | None) -> int | None:
        with self._lock:
            if self._status is None and _is_readable(self._process, seconds):
                told = _is_readable(self._ending, TELL_SECONDS) and os.read(self._ending, 16)
                self._status = int(told or -signal.SIGKILL)
                os.close(self._process)
                os.close(self._ending)
            return self._status


class Forks:
    """`with Forks(site) as forks: …`; safe to use from several threads."""

    def __init__(self, site: Site, services: Sequence[str] = SERVICES) -> None:
        """Returns at once; they are imported meanwhile."""
        self._lock = threading.Lock()
        pairs = {each: socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for each in services if CAN_FORK}
        self._channels = {service: ours for service, (ours, _) in pairs.items()}
        self._importing = set(pairs)
        numbers = {service: theirs.fileno() for service, (_, theirs) in pairs.items()}
        self._forking = _begin(_forking(site, numbers), [*numbers.values()]) if pairs else None
        for _, theirs in pairs.values():
            theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wait_until_imported(self) -> None:
        """From then on a start takes a moment."""
        with self._lock:
            for service in [*self._importing]:
                self._usable(service)

    def start(self, program: Program) -> Running:
        """As `spawn`; call it from a thread that lives as long as the program shall."""
        service = _service_of(program)
        if service:
            with self._lock:
                channel = self._usable(service)
                process = self._fork(channel, service, program) if channel else None
                if process:
                    return Running(program, process)
        return spawn(program)

    def close(self) -> None:
        """What was forked and still lives is asked to end."""
        for channel in self._channels.values():
            channel.close()
        if self._forking:
            os.killpg(self._forking.pid, signal.SIGTERM)  # it may import still; what was forked has groups of its own
            try:
                self._forking.wait(END_SECONDS)
            except subprocess.TimeoutExpired:  # one of them stands still
                os.killpg(self._forking.pid, signal.SIGKILL)
                self._forking.wait()

    def _usable(self, service: str) -> socket.socket | None:
        """Once it is imported; None when that, or a start after it, did not go well."""
        if service in self._importing:
            self._importing.remove(service)
            with self._giving_up(service):
                _hear(self._channels[service])
        return self._channels.get(service)

    def _fork(self, channel: socket.socket, service: str, program: Program) -> Forked | None:
        """Raises OSError when the system has no more processes, or no space for a log."""
        _, _, module, *words = program.argv
        environment = {**os.environ, **program.environment}
        told = {"name": program.name, "module": module, "words": words, "environment": environment}
        ending, telling = os.pipe()
        number, process = 0, list[int]()
        try:
            with open_log(program) as file, self._giving_up(service):
                socket.send_fds(channel, [json.dumps(told).encode()], [file.fileno(), telling])
                said, process = _hear(channel)
                number = int(said)
        finally:
            os.close(telling)
            if not process:
                os.close(ending)
        if number < 0:
            raise OSError(-number, os.strerror(-number))
        return Forked(number, process[0], ending) if process else None

    @contextlib.contextmanager
    def _giving_up(self, service: str) -> Iterator[None]:
        """Where it does not answer, it is asked no more, and ends with all that was forked from it."""
        try:
            yield
        except OSError as error:
            self._channels.pop(service).close()
            zh = f"{service} 的进程此后各自启动：{error}"
            log.warning(worded(zh, f"from now on the processes of {service} start by themselves: {error}"))


def _forking(site: Site, numbers: Mapping[str, int]) -> Program:
    words = [f"{service}={number}" for service, number in numbers.items()]
    return Program(
        name="forking",
        argv=(sys.executable, "-m", "deploy.embedded.forking", *words),
        log=site.home / "logs" / "forking.log",
        folder=ROOT,
        environment=OF_A_PROCESS,
    )


def _begin(program: Program, passed: Sequence[int]) -> subprocess.Popen[bytes]:
    """Not tied to the thread that calls (`spawn`): it ends as soon as nobody holds the other ends."""
    with open_log(program) as said:
        return subprocess.Popen(
            program.argv, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, cwd=program.folder,
            env={**os.environ, **program.environment}, process_group=0, pass_fds=passed,
        )  # fmt: skip


def _hear(channel: socket.socket) -> tuple[bytes, list[int]]:
    """What it says, and what came with it."""
    channel.settimeout(ANSWER_SECONDS)
    said, files, _, _ = socket.recv_fds(channel, 64, 1)
    if not said:
        raise ConnectionResetError("there is nothing to fork it from")
    return said, files


def _is_readable(descriptor: int, seconds: float | None) -> bool:
    return bool(select.select([descriptor], [], [], seconds)[0])


def _service_of(program: Program) -> str:
    """Whose process it is, if it can be forked; else nothing."""
    python, dash_m, module, *_ = (*program.argv, "", "", "")
    plain = (python, dash_m, program.folder) == (sys.executable, "-m", ROOT) and program.account is None
    return module.split(".")[1] if plain and module.startswith("services.") else ""
