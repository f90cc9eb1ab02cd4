"""Keeps programs running: what ends is started again, at once the first time, then ever more slowly."""

import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from deploy.embedded.nursery import Nursery
from deploy.embedded.program import Program, Running, spawn

LOOK_SECONDS = 0.1
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 10.0
SETTLED_SECONDS = 5.0  # a program that lived so long does not die of itself: the shortest pause again


@dataclass
class Charge:
    """One program under supervision. `pause_seconds`: before its next start.

    `then`: what is started in its stead, once each; `held`: it is not started again for now.
    """

    program: Program
    running: Running
    pause_seconds: float = FIRST_PAUSE_SECONDS
    due_at: float | None = None
    restarts: int = 0
    held: bool = False
    then: list[Program] = field(default_factory=list)


class Supervisor:
    """Its thread starts every program, since the kernel ends a program with the *thread* that started it."""

    def __init__(self, changed: Callable[[dict[str, Running]], None], nursery: Nursery | None = None) -> None:
        """`changed` is told everything that runs, by name, after each start."""
        self._changed = changed
        self._nursery = nursery
        self._wanted: list[Program] = []
        self._charges: dict[str, Charge] = {}
        self._lock = threading.Condition()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._thread.start()

    def start(self, *programs: Program) -> list[Running]:
        """Start them and keep them running; returns when they are started, not when they are ready."""
        with self._lock:
            self._wanted += programs
            self._lock.notify_all()
            self._lock.wait_for(lambda: not self._wanted)
            return [self._charges[program.name].running for program in programs]

    def restarts(self) -> dict[str, int]:
        """How often each program had to be started again."""
        with self._lock:
            return {name: charge.restarts for name, charge in self._charges.items()}

    def running(self, name: str) -> Running:
        """The program as it runs now, or as it last ran."""
        with self._lock:
            return self._charges[name].running

    # For fault experiments.

    def kill(self, name: str, then: Sequence[Program] = ()) -> None:
        """SIGKILL; it is started again. Its next starts are those of `then`, one after the other."""
        with self._lock:
            self._charges[name].then = [*then]
        self.signal(name, signal.SIGKILL)

    def signal(self, name: str, number: signal.Signals) -> None:
        with self._lock:
            self._charges[name].running.process.send_signal(number)

    def hold(self, name: str) -> None:
        """SIGKILL, and do not start it again before `release`. Returns when it is gone."""
        with self._lock:
            self._charges[name].held = True
            running = self._charges[name].running
        running.kill()

    def release(self, name: str) -> None:
        with self._lock:
            self._charges[name].held = False

    def stop(self, *groups: Sequence[str]) -> None:
        """End group after group, the programs of a group at the same time; then everything else."""
        self._ending.set()
        with self._lock:
            self._lock.notify_all()
        left = list(self._charges)
        for group in (*groups, left):
            self._stop_group([self._charges[name].running for name in group if name in self._charges])
        if self._nursery:
            self._nursery.close()
        self._thread.join()

    def _stop_group(self, group: Sequence[Running]) -> None:
        for running in group:
            running.signal_stop()
        for running in group:
            running.stop()

    def _watch(self) -> None:
        # It lives until every program has ended: they are on the leash of this thread.
        if self._nursery:
            self._nursery.open()
        while not self._over():
            with self._lock:
                started = self._start_wanted() if not self._ending.is_set() else False
                restarted = self._restart_ended() if not self._ending.is_set() else False
                if started or restarted:
                    self._changed(self._running())
                self._lock.notify_all()
                self._lock.wait_for(lambda: bool(self._wanted), timeout=LOOK_SECONDS)

    def _running(self) -> dict[str, Running]:
        running = {name: charge.running for name, charge in self._charges.items()}
        if self._nursery and self._nursery.running:
            running["nursery"] = self._nursery.running
        return running

    def _over(self) -> bool:
        return self._ending.is_set() and not any(charge.running.alive for charge in self._charges.values())

    def _start_wanted(self) -> bool:
        wanted, self._wanted = self._wanted, []
        for program in wanted:
            self._charges[program.name] = Charge(program, self._spawn(program))
        return bool(wanted)

    def _restart_ended(self) -> bool:
        now = time.monotonic()
        ended = [charge for charge in self._charges.values() if not charge.running.alive and not charge.held]
        due = [charge for charge in ended if self._is_due(charge, now)]
        for charge in due:
            charge.running = self._spawn(charge.then.pop(0) if charge.then else charge.program)
            charge.due_at, charge.restarts = None, charge.restarts + 1
        return bool(due)

    def _spawn(self, program: Program) -> Running:
        if self._nursery is None:
            return spawn(program)
        self._nursery.open()
        return self._nursery.spawn(program)

    def _is_due(self, charge: Charge, now: float) -> bool:
        if charge.due_at is None:
            settled = now - charge.running.started_at > SETTLED_SECONDS
            pause = FIRST_PAUSE_SECONDS if settled else charge.pause_seconds
            charge.due_at, charge.pause_seconds = now + pause, min(pause * 2, LONGEST_PAUSE_SECONDS)
        return now >= charge.due_at
