"""Keeps programs running: what ends is started again, at once the first time, then ever more slowly.

An error of the operating system (a full disk, no more processes) ends neither the supervisor nor what runs: it is said
once, and what failed is tried again.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from deploy.embedded.program import Program, Running, spawn
from deploy.trouble import worded

LOOK_SECONDS = 0.1
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 10.0
STABLE_SECONDS = 5.0  # a program that ran so long does not end for a cause of its start: the shortest pause again

log = logging.getLogger(__name__)


@dataclass
class SupervisedProcess:
    """A program, and the process that runs it or last ran it. Instants are monotonic.

    `then`: what is started in its stead, once each; `held`: it is not started again for now.
    """

    program: Program
    running: Running
    tried_at: float
    pause_seconds: float = FIRST_PAUSE_SECONDS
    due_at: float | None = None
    restarts: int = 0
    held: bool = False
    then: list[Program] = field(default_factory=list)

    def is_due(self, now: float) -> bool:
        """Whether it has ended and its pause is over."""
        if self.held or self.running.alive:
            return False
        if self.due_at is None:
            pause = FIRST_PAUSE_SECONDS if now - self.tried_at > STABLE_SECONDS else self.pause_seconds
            self.due_at, self.pause_seconds = now + pause, min(pause * 2, LONGEST_PAUSE_SECONDS)
        return now >= self.due_at


class Supervisor:
    """Safe to use from several threads."""

    def __init__(
        self, record: Callable[[Mapping[str, Running]], None], spawn: Callable[[Program], Running] = spawn
    ) -> None:
        """`record` is called with everything that runs, by name, after each start; again if it raises OSError."""
        self._record = record
        self._spawned = spawn
        self._is_recorded = True
        self._processes: dict[str, SupervisedProcess] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        # The kernel ends a program with the thread that started it (`spawn`), so one thread starts them all.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="starter")
        self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._watcher.start()

    def start(self, *programs: Program) -> list[Running]:
        """Start them and keep them running; returns when they are started, not when they are ready."""
        with self._lock:
            return self._start(programs)

    def replace(self, *programs: Program) -> list[Running]:
        """End what runs by their names, all at once, and start these instead; returns as `start` does."""
        with self._lock:
            _stop_together([self._processes[program.name].running for program in programs])
            return self._start(programs)

    def restarts(self) -> dict[str, int]:
        """How often each program had to be started again."""
        with self._lock:
            return {name: process.restarts for name, process in self._processes.items()}

    def running(self, name: str) -> Running:
        """The program as it runs now, or as it last ran."""
        with self._lock:
            return self._processes[name].running

    # For fault experiments.

    def kill(self, name: str, then: Sequence[Program] = ()) -> None:
        """SIGKILL; it is started again. Its next starts are those of `then`, one after the other."""
        with self._lock:
            self._processes[name].then = [*then]
        self.signal(name, signal.SIGKILL)

    def signal(self, name: str, number: signal.Signals) -> None:
        with self._lock:
            self._processes[name].running.process.send_signal(number)

    def hold(self, name: str) -> None:
        """SIGKILL, and do not start it again before `release`. Returns when it is gone."""
        with self._lock:
            self._processes[name].held = True
            running = self._processes[name].running
        running.kill()

    def release(self, name: str) -> None:
        with self._lock:
            self._processes[name].held = False

    def stop(self, *groups: Sequence[str]) -> None:
        """End group after group, the programs of a group at the same time; then everything else."""
        self._stopping.set()
        self._watcher.join()
        rest = list(self._processes)
        for group in (*groups, rest):
            _stop_together([self._processes[name].running for name in group if name in self._processes])
        self._starter.shutdown()

    def _start(self, programs: Sequence[Program]) -> list[Running]:
        for program in programs:
            self._processes[program.name] = SupervisedProcess(program, self._spawn(program), time.monotonic())
        self._write_record()
        return [self._processes[program.name].running for program in programs]

    def _watch(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            with self._lock:
                due = [process for process in self._processes.values() if process.is_due(time.monotonic())]
                for process in due:
                    self._restart(process)
                if due or not self._is_recorded:
                    self._write_record()

    def _restart(self, process: SupervisedProcess) -> None:
        process.due_at, process.tried_at = None, time.monotonic()
        program = process.then[0] if process.then else process.program
        try:
            process.running = self._spawn(program)
        except OSError as error:
            name = process.program.name
            log.warning(worded(f"{name} 未能再次启动：{error}", f"{name} was not started again: {error}"))
        else:
            process.restarts += 1
            del process.then[:1]

    def _spawn(self, program: Program) -> Running:
        return self._starter.submit(self._spawned, program).result()

    def _write_record(self) -> None:
        was_recorded = self._is_recorded
        try:
            self._record({name: process.running for name, process in self._processes.items()})
            self._is_recorded = True
        except OSError as error:
            self._is_recorded = False
            if was_recorded:
                log.warning(worded(f"无法记录运行中的进程：{error}", f"what runs could not be recorded: {error}"))


def _stop_together(group: Sequence[Running]) -> None:
    for running in group:
        running.signal_stop()
    for running in group:
        running.stop()
