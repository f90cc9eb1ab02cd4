"""A part of every worker that measures, and does nothing else.

From the database, not from those who work: what they would say of themselves stands still when they do. Every worker of
a service measures the same.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.clock import now
from shared.database.failures import is_transient
from shared.health import Check
from shared.service import metrics
from shared.stopping import sleep_until

EVERY_SECONDS = 15  # the usual interval at which Prometheus asks

Measure = Callable[[AsyncConnection, datetime], Awaitable[None]]
Checks = Callable[[], Awaitable[Sequence[Check]]]

_log = structlog.get_logger(__name__)


class Measuring:
    """`checks` are those of the whole worker."""

    name = "measuring"

    def __init__(
        self, engine: AsyncEngine, measures: Sequence[Measure], *, checks: Checks, clock: Callable[[], datetime] = now
    ) -> None:
        self._engine = engine
        self._measures = measures
        self._checks = checks
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.measure()
            await sleep_until(stop, EVERY_SECONDS)

    async def checks(self) -> Sequence[Check]:
        """Nobody's work waits for it: the metric says how old its numbers are."""
        return ()

    async def flow(self) -> Mapping[str, int]:
        return {}

    async def measure(self) -> None:
        """Once; a database that is away leaves the numbers, and their age, as they are."""
        await self._look()
        at = self._clock()
        try:
            for measure in self._measures:
                async with self._engine.connect() as connection:
                    await measure(connection, at)
        except Exception as fault:
            if not (is_transient(fault) or isinstance(fault, TimeoutError)):
                raise
            _log.warning("not_measured", cause=type(fault).__name__)
        else:
            metrics.MEASURED_TIMESTAMP_SECONDS.set(at.timestamp())

    async def _look(self) -> None:
        held: dict[str, bool] = {}
        for check in await self._checks():
            held[check.name] = held.get(check.name, True) and check.ok
        for name, ok in held.items():
            metrics.CHECK_OK.labels(name).set(ok)
