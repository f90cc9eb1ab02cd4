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
from deploy.embedded.forking import NONE
from deploy.embedded.program import Program, Running, open_log, spawn
from deploy.embedded.site import SERVICES, Site
from deploy.trouble import worded

ROOT = Path(__file__).parents[2]
CAN_FORK = hasattr(os, "pidfd_open")  # Linux
ANSWER_SECONDS = 300  # on a machine that is busy with much else

log = logging.getLogger(__name__)


class Forked:
    """What `subprocess.Popen` is of a child: of a process whose parent says when and how it ended."""

    def __init__(self, pid: int, ending: int) -> None:
        """`ending`: a pipe, from which its exit status can be read, or nothing if nobody lives to tell."""
        self.pid = pid
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
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sig)

    def _look(self, seconds: float | None) -> int | None:
        with self._lock:
            if self._status is None and select.select([self._ending], [], [], seconds)[0]:
                self._status = int(os.read(self._ending, 16) or -signal.SIGKILL)
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
        number = None
        try:
            with open_log(program) as file, self._giving_up(service):
                socket.send_fds(channel, [json.dumps(told).encode()], [file.fileno(), telling])
                number = int(_hear(channel))
        finally:
            os.close(telling)
            if number is None or number == NONE:
                os.close(ending)
        if number == NONE:
            raise OSError("no process could be forked")
        return Forked(number, ending) if number else None

    @contextlib.contextmanager
    def _giving_up(self, service: str) -> Iterator[None]:
        """Where it does not answer, it ends with all that was forked from it, and is asked no more."""
        try:
            yield
        except OSError as error:
            self._channels.pop(service).close()
            log.warning(worded(f"{service} 各自启动：{error}", f"what is {service}'s starts by itself: {error}"))


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


def _hear(channel: socket.socket) -> bytes:
    channel.settimeout(ANSWER_SECONDS)
    said = channel.recv(64)
    if not said:
        raise ConnectionResetError("there is nothing to fork it from")
    return said


def _service_of(program: Program) -> str:
    """Whose process it is, if it can be forked; else nothing."""
    python, dash_m, module, *_ = (*program.argv, "", "", "")
    plain = (python, dash_m, program.folder) == (sys.executable, "-m", ROOT) and program.account is None
    return module.split(".")[1] if plain and module.startswith("services.") else ""
