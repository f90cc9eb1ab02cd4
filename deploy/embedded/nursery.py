"""Starts services by forking a process that has their libraries loaded already (fork.py).

Eight Python processes that each load FastAPI and SQLAlchemy need two seconds of a core and a hundred megabytes apiece.
Forked, they share that memory, and one that was killed is back within a second. On systems without Linux's guarantees,
each is started on its own.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil

from deploy.embedded.program import Process, Program, Running, open_log, spawn

PATIENCE_SECONDS = 60
IS_SUPPORTED = sys.platform == "linux"
UNKNOWN_STATUS = -1


class Nursery:
    """Safe to use from several threads; but `open` it from one that lives as long as the nursery shall."""

    def __init__(self, folder: Path, log: Path) -> None:
        self._program = Program("nursery", (sys.executable, "-u", "-m", "deploy.embedded.fork"), log, folder)
        self._told = threading.Condition()
        self._numbers = 0
        self._pids: dict[int, int] = {}
        self._ended: dict[int, int] = {}
        self._control: socket.socket | None = None
        self._is_warm = False
        self.running: Running | None = None

    def open(self) -> None:
        """Start the process unless it runs; it loads its libraries while others go on."""
        if self._control or not IS_SUPPORTED:
            return
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with self._told:
            self._control, self._is_warm = ours, False
            self.running = spawn(self._program, theirs.fileno())
        theirs.close()
        threading.Thread(target=self._listen, args=(ours,), name="nursery", daemon=True).start()

    def spawn(self, program: Program) -> Running:
        """Like program.spawn; what cannot be forked now is started on its own."""
        with self._told:
            pid = self._ask(program) if self._is_warm and program.module else None
        return Running(program, Fostered(self, pid)) if pid else spawn(program)

    def wait_warm(self) -> None:
        """Until it can fork. What is started before that is started on its own."""
        with self._told:
            self._told.wait_for(lambda: self._is_warm or not IS_SUPPORTED, PATIENCE_SECONDS)

    def close(self) -> None:
        """Hang up: the process ends. Call it when everything it started has ended."""
        with self._told:
            control, self._control = self._control, None
        if control:
            control.shutdown(socket.SHUT_RDWR)
        if self.running:
            self.running.stop()

    def status(self, pid: int) -> int | None:
        """How a process it started ended; None while it lives."""
        with self._told:
            if pid not in self._ended and self._control is None and not _lives(pid):
                self._ended[pid] = UNKNOWN_STATUS
            return self._ended.get(pid)

    def wait_for_news(self, seconds: float) -> None:
        with self._told:
            self._told.wait(seconds)

    def _ask(self, program: Program) -> int | None:
        control = self._control
        self._numbers = number = self._numbers + 1
        open_log(program).close()
        request = {
            "number": number,
            "name": program.name,
            "module": program.module,
            "arguments": program.arguments,
            "environment": {**os.environ, **program.environment},
            "folder": str(program.folder),
            "log": str(program.log),
            "stop_signal": int(program.stop_signal),
        }
        try:
            if control:
                control.send(json.dumps(request).encode())
        except OSError:
            return None
        self._told.wait_for(lambda: number in self._pids or self._control is not control, PATIENCE_SECONDS)
        return self._pids.pop(number, None)

    def _listen(self, control: socket.socket) -> None:
        try:
            while message := control.recv(65_536):
                self._hear(json.loads(message))
        except OSError:
            pass  # hung up
        with self._told:
            if self._control is control:
                self._control, self._is_warm = None, False
            self._told.notify_all()
        control.close()

    def _hear(self, told: dict[str, Any]) -> None:
        with self._told:
            if "warm" in told:
                self._is_warm = True
            if "number" in told:
                self._ended.pop(told["pid"], None)  # a number the kernel gives for the second time
                self._pids[told["number"]] = told["pid"]
            if "ended" in told:
                self._ended[told["ended"]] = told["status"]
            self._told.notify_all()


class Fostered(Process):
    """A process the nursery started, with the part of Popen's interface that is used here."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self._nursery = nursery
        self.pid = pid

    @property
    def returncode(self) -> int | None:
        return self.poll()

    def poll(self) -> int | None:
        return self._nursery.status(self.pid)

    def wait(self, timeout: float | None = None) -> int:
        deadline = time.monotonic() + (timeout if timeout is not None else float("inf"))
        while (status := self.poll()) is None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self._nursery.wait_for_news(min(left, 0.2))
        return status

    def send_signal(self, sig: int) -> None:
        """Nothing when it is gone, which the nursery may not have told yet."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sig)


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False
