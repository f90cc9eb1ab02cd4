"""What a launcher that was killed left running, and the record by which the next one finds it.

On Linux the kernel ends the children of a killed launcher (`spawn`); the record is for other systems and for a child
that does not obey.
"""

import fcntl
import json
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import psutil

from deploy.embedded.program import Running
from deploy.trouble import Trouble

STOP_SECONDS = 15


class Record:
    """`<home>/run`: a lock held while a launcher lives, and who it started."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "run"
        self.file = self.folder / "stack.json"
        self._held: IO[str] | None = None

    def hold(self) -> None:
        """Claim the folder for this process; the kernel lets go of it when the process ends, however it ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = (self.folder / "lock").open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise Trouble(
                f"这套系统已在运行（{self.folder.parent}）。停止：veterans down",
                f"this stack runs already ({self.folder.parent}). To stop it: veterans down",
            ) from None
        self._held = file

    def release(self) -> None:
        """Forget who ran here, and let others in. Changes nothing for who does not hold the folder."""
        if self._held:
            self.file.unlink(missing_ok=True)
            self._held.close()
            self._held = None

    def write(self, children: Mapping[str, Running], **facts: Any) -> None:
        """Who runs now, by name, and what else a reader should know."""
        processes = {name: _identity(running.pid, running.program.stop_signal) for name, running in children.items()}
        unfinished = self.file.with_suffix(".new")
        content = {"launcher": _identity(os.getpid()), "processes": processes, **facts}
        unfinished.write_text(json.dumps(content, indent=2))
        unfinished.replace(self.file)

    def read(self) -> dict[str, Any]:
        """Empty when nothing was started since the last orderly stop, and when it is cut short: a machine that lost its
        power while it was written ended all that ran."""
        try:
            return dict(json.loads(self.file.read_text()))
        except (FileNotFoundError, ValueError):
            return {}

    def launcher(self) -> psutil.Process | None:
        """The launcher, if it still lives."""
        found = self.read().get("launcher")
        return _living(found) if found else None

    def alive(self) -> dict[str, psutil.Process]:
        """The recorded processes that still live, by name."""
        recorded = self.read().get("processes", {})
        return {name: process for name, identity in recorded.items() if (process := _living(identity))}

    def reap(self) -> list[str]:
        """End every recorded process that still lives; the names of those that did."""
        recorded, alive = self.read().get("processes", {}), self.alive()
        for name, process in alive.items():
            process.send_signal(int(recorded[name]["stop_signal"]))
        _end(list(alive.values()))
        return list(alive)


def _identity(pid: int, stop_signal: signal.Signals = signal.SIGTERM) -> dict[str, float]:
    try:
        started = psutil.Process(pid).create_time()
    except psutil.Error:  # it ended this very moment; nothing will match it
        started = 0.0
    return {"pid": pid, "started": started, "stop_signal": int(stop_signal)}


def _living(identity: Mapping[str, float]) -> psutil.Process | None:
    # A number alone may have been given to a stranger since; number and start time together have not.
    try:
        process = psutil.Process(int(identity["pid"]))
        same = abs(process.create_time() - identity["started"]) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return None
    return process if same else None


def _end(processes: Sequence[psutil.Process]) -> None:
    _, stubborn = psutil.wait_procs(processes, timeout=STOP_SECONDS)
    for process in stubborn:
        process.kill()
    psutil.wait_procs(stubborn, timeout=STOP_SECONDS)
