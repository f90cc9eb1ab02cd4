"""A part of a worker that works off what lies in a table, as soon as some of it waits."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.auth.caller import Caller
from shared.clock import now
from shared.command import Work
from shared.database.failures import is_transient
from shared.health import Check
from shared.stopping import sleep_until
from shared.trace import new_trace, using

# After a turn that did less than a batch: to look costs as much as the work on a few, so they are gathered.
GATHERS_SECONDS = 1.0

_log = structlog.get_logger(__name__)


class Backlog(ABC):
    """Several workers may run it, and take turns. A room names it, and says what waits and how it is worked off."""

    name: ClassVar[str]
    waiting: ClassVar[str]  # what waits, as the metrics call it
    caller: ClassVar[Caller]  # in the audit it stands under an account of its own, which nobody can sign in to
    batch: ClassVar[int] = 1  # at most so much a turn; after a smaller one more is waited for. 1: turns follow at once
    idle_seconds: ClassVar[float]

    def __init__(self, engine: AsyncEngine, *, clock: Callable[[], datetime] = now) -> None:
        self._engine = engine
        self._clock = clock
        self._trouble = ""

    @abstractmethod
    async def count(self, connection: AsyncConnection, *, most: int | None = None) -> int:
        """How much waits; counted no further than `most`."""

    @abstractmethod
    async def work_off(self, work: Work) -> int:
        """Some of it; answers how much."""

    async def run(self, stop: asyncio.Event) -> None:
        """Work it off until told to stop."""
        while not stop.is_set():
            done = await self._turn()
            if done < self.batch:
                await sleep_until(stop, GATHERS_SECONDS if done else self.idle_seconds)

    async def checks(self) -> Sequence[Check]:
        """Whether it is worked off."""
        return (Check(self.name, not self._trouble, self._trouble),)

    async def flow(self) -> Mapping[str, int]:
        """How much waits."""
        async with self._engine.connect() as connection:
            return {self.waiting: await self.count(connection)}

    async def _turn(self) -> int:
        try:
            async with self._engine.connect() as connection:
                waits = await self.count(connection, most=1)
            work = Work(self._engine, self.caller, self._clock())
            with using(new_trace()):
                done = await self.work_off(work) if waits else 0
        except Exception as fault:
            if not is_transient(fault):
                raise
            self._trouble = type(fault).__name__
            _log.warning("backlog_waits_for_database", part=self.name, cause=self._trouble)
            return 0
        self._trouble = ""
        return done
