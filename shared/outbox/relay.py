"""From the outbox to Kafka: read a chunk, send it, wait for every acknowledgement, mark it, and so on.

Nothing is skipped. When a chunk cannot be sent the relay stops there and begins again after a moment, with the lowest
row that is not marked: whatever was sent without being marked goes out twice, and consumers drop the repeat.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import Mapping, Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.crashpoint import reach
from shared.database.failures import is_transient
from shared.health import Check
from shared.outbox import lock, metrics
from shared.outbox.position import COUNT_PENDING, FIRST_POSITION, Overtaken, Position
from shared.outbox.publisher import DeliveryFailed, Publisher
from shared.outbox.pump import Pump
from shared.stopping import run_until, sleep_until
from shared.ticks import until_tick

# Half as long as nothing has come, in the end at the ticks of everyone. What an idle relay costs is a poll, so the
# longest nap decides it; how long an event waits, the shortest.
SHORTEST_NAP_SECONDS = 0.0001
TIMER_SECONDS = 0.001  # uvloop's timers know nothing shorter; a thread that sleeps does
LONGEST_NAP_SECONDS = 0.5
STANDBY_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 1.0
STOP_SECONDS = 5.0
# Without a completed round for this long the relay is not ready.
PATIENCE_SECONDS = 15.0

_RANDOM = random.SystemRandom()
_log = structlog.get_logger(__name__)


class Relay:
    """A part of the worker. Several may run against one outbox: one is active, the others stand by."""

    name = "relay"

    def __init__(self, engine: AsyncEngine, *, bootstrap_servers: str) -> None:
        self._engine = engine
        self._publisher = Publisher(bootstrap_servers)
        self._waking = asyncio.Event()
        self._well_at = time.monotonic()
        self._state = "starting"

    def wake(self) -> None:
        """Something was recorded in this process: look now. Polling alone finds it within half a second."""
        self._waking.set()

    async def run(self, stop: asyncio.Event) -> None:
        try:
            await run_until(stop, self._keep_going(stop), within_seconds=STOP_SECONDS)
        finally:
            metrics.ACTIVE.set(0)
            await self._publisher.discard()

    async def checks(self) -> Sequence[Check]:
        well = time.monotonic() - self._well_at < PATIENCE_SECONDS
        return (Check(self.name, well, self._state),)

    async def flow(self) -> Mapping[str, int]:
        """`outbox_pending`: events that Kafka has not acknowledged. Raises when the database does not answer."""
        async with self._engine.connect() as connection:
            return {"outbox_pending": (await connection.execute(COUNT_PENDING)).scalar_one()}

    async def _keep_going(self, stop: asyncio.Event) -> None:
        failures = 0
        while not stop.is_set():
            began_well_at = self._well_at
            try:
                async with lock.own_session(self._engine) as session:
                    await self._lead(session, stop)
            except Exception as failure:
                cause = _cause(failure)
                metrics.FAILURES_TOTAL.labels(cause).inc()
                self._state = f"{cause}: {failure}"
                _log.warning("relay_begins_again", cause=cause, failure=str(failure))
            metrics.ACTIVE.set(0)
            failures = 0 if self._well_at > began_well_at else failures + 1
            await sleep_until(stop, _pause_seconds(failures))

    async def _lead(self, session: lock.Session, stop: asyncio.Event) -> None:
        reach("relay.before-lock")
        while not await lock.take(session):
            self._well("standing by")
            await sleep_until(stop, STANDBY_SECONDS)
            if stop.is_set():
                return
        reach("relay.after-lock")
        await session.execute(FIRST_POSITION)
        metrics.ACTIVE.set(1)
        await self._relay(Pump(Position(session), self._publisher), stop)

    async def _relay(self, pump: Pump, stop: asyncio.Event) -> None:
        found_at = time.monotonic()
        while not stop.is_set():
            if await pump.drain(stop):
                found_at = time.monotonic()
            else:
                await self._publisher.connect()
                await self._nap((time.monotonic() - found_at) / 2)
            self._well("active")

    async def _nap(self, seconds: float) -> None:
        if seconds < TIMER_SECONDS:
            await asyncio.to_thread(time.sleep, max(SHORTEST_NAP_SECONDS, seconds))
            return
        if seconds >= LONGEST_NAP_SECONDS:
            seconds = until_tick(LONGEST_NAP_SECONDS)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._waking.wait()
        self._waking.clear()

    def _well(self, state: str) -> None:
        self._state, self._well_at = state, time.monotonic()


def _cause(failure: Exception) -> str:
    """Why the relay begins again; what is none of these is a defect and raised as it is."""
    if isinstance(failure, Overtaken):
        return "overtaken"
    if isinstance(failure, DeliveryFailed):
        return "kafka"
    if is_transient(failure):
        return "database"
    raise failure


def _pause_seconds(failures: int) -> float:
    """Doubling from about 50 ms to about a second, with jitter."""
    return min(LONGEST_PAUSE_SECONDS, 0.05 * 2.0 ** min(failures, 6)) * (0.5 + _RANDOM.random() / 2)
