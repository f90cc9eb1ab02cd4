"""From the outbox to Kafka: read a chunk, send it, wait for every acknowledgement, mark it, and so on.

Nothing is skipped. When a chunk cannot be sent the relay stops there and begins again after a moment, with the lowest
row that is not marked: whatever was sent without being marked goes out twice, and consumers drop the repeat.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence

import structlog
from aiokafka.errors import KafkaError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.backoff import backoff_seconds, jittered
from shared.clock import now
from shared.crashpoint import reach
from shared.database.driver import Driver
from shared.database.failures import is_transient
from shared.database.locks import RELAY
from shared.database.session_lock import try_lock
from shared.events.catalogue import Origin
from shared.health import Check
from shared.kafka.broker import Broker
from shared.outbox import metrics
from shared.outbox.position import COUNT_PENDING, FIRST_POSITION, Overtaken, Pending, Position
from shared.outbox.publisher import DeliveryFailed, Publisher
from shared.outbox.session import kept, relay_session
from shared.outbox.unrecorded import Unrecorded, unrecorded_in_tail
from shared.outbox.waking import CHANNEL
from shared.stopping import run_until, sleep_until

# Between two looks at an outbox in which nothing waits, unless it is told of something: twice as long each time.
SHORTEST_NAP_SECONDS = 0.005
LONGEST_NAP_SECONDS = 0.5
STANDBY_SECONDS = 1.0
# Between two looks at whether Kafka is still ahead.
REFUSAL_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 1.0
STOP_SECONDS = 5.0
# Without a chunk published, or a look that found nothing, for this long the relay is not ready.
PATIENCE_SECONDS = 15.0

_log = structlog.get_logger(__name__)


class Relay:
    """A part of the worker. Several may run against one outbox: one is active, the others stand by.

    Whoever becomes active compares the end of the log with the outbox first, and publishes nothing as long as Kafka is
    ahead of it: see `shared.outbox.unrecorded`. docs/operations/reconcile.md says what to do then.
    """

    name = "relay"

    def __init__(self, engine: AsyncEngine, *, origin: Origin, broker: Broker) -> None:
        self._engine = engine
        self._origin = origin
        self._broker = broker
        self._publisher = Publisher(broker)
        self._progress_at = time.monotonic()
        self._state = "starting"
        self._refusing = False

    async def run(self, stop: asyncio.Event) -> None:
        try:
            await run_until(stop, self._keep_going(stop), within_seconds=STOP_SECONDS)
        finally:
            metrics.ACTIVE.set(0)
            await self._publisher.close()

    async def checks(self) -> Sequence[Check]:
        progressing = time.monotonic() - self._progress_at < PATIENCE_SECONDS
        return (Check(self.name, progressing and not self._refusing, self._state),)

    async def flow(self) -> Mapping[str, int]:
        """`outbox_pending`: events that Kafka has not acknowledged. Raises when the database does not answer."""
        async with self._engine.connect() as connection:
            return {"outbox_pending": (await connection.execute(COUNT_PENDING)).scalar_one()}

    async def _keep_going(self, stop: asyncio.Event) -> None:
        failures = 0
        while not stop.is_set():
            progress_before = self._progress_at
            try:
                async with relay_session(self._engine) as session:
                    await self._lead(session, stop)
            except Exception as failure:
                cause = _cause(failure)
                metrics.FAILURES_TOTAL.labels(cause).inc()
                self._state = f"{cause}: {failure}"
                _log.warning("relay_begins_again", cause=cause, failure=str(failure))
            metrics.ACTIVE.set(0)
            failures = 0 if self._progress_at > progress_before else failures + 1
            await sleep_until(stop, backoff_seconds(failures, LONGEST_PAUSE_SECONDS))

    async def _lead(self, session: Driver, stop: asyncio.Event) -> None:
        reach("relay.before-lock")
        while not await try_lock(session, RELAY):
            self._end_refusal()  # now it is for the one that has the lock to look
            self._progressed("standing by")
            await sleep_until(stop, STANDBY_SECONDS)
            if stop.is_set():
                return
        reach("relay.after-lock")
        while kafka_ahead := await self._unrecorded(session):
            self._refuse(kafka_ahead)
            await sleep_until(stop, REFUSAL_SECONDS)
            if stop.is_set():
                return
        self._end_refusal()
        await kept(session, self._publisher.connect())
        await session.execute(FIRST_POSITION)
        metrics.ACTIVE.set(1)
        woken = asyncio.Event()
        await session.add_listener(CHANNEL, lambda *_: woken.set())
        telling = asyncio.create_task(_tell(stop, woken))
        try:
            await self._publish(Position(session), stop, woken)
        finally:
            telling.cancel()

    async def _unrecorded(self, session: Driver) -> Sequence[Unrecorded]:
        try:
            return await unrecorded_in_tail(session, self._origin, self._broker)
        except (KafkaError, TimeoutError) as failure:
            raise DeliveryFailed(f"{type(failure).__name__} {failure}") from failure

    def _refuse(self, events: Sequence[Unrecorded]) -> None:
        self._refusing = True
        metrics.KAFKA_AHEAD.set(1)
        ahead = f"kafka is ahead of this database by {len(events)} events or more"
        self._state = f"{ahead}: see `veterans reconcile`; the first is {events[0]}"
        _log.error("relay_refuses", events=len(events), first=str(events[0]), see="docs/operations/reconcile.md")

    def _end_refusal(self) -> None:
        self._refusing = False
        metrics.KAFKA_AHEAD.set(0)

    async def _publish(self, position: Position, stop: asyncio.Event, woken: asyncio.Event) -> None:
        """Chunk after chunk until `stop`; what is marked was acknowledged. It looks at once when it is `woken`."""
        nap_seconds = SHORTEST_NAP_SECONDS
        chunk = await position.read()
        while not stop.is_set():
            if chunk:
                nap_seconds = SHORTEST_NAP_SECONDS
                await self._send(chunk)
                chunk = await position.advance(chunk)
            else:
                await self._publisher.connect()
                await sleep_until(woken, jittered(nap_seconds))
                nap_seconds = SHORTEST_NAP_SECONDS if woken.is_set() else min(2 * nap_seconds, LONGEST_NAP_SECONDS)
                woken.clear()
                chunk = await position.read()
            self._progressed("active")

    async def _send(self, chunk: Sequence[Pending]) -> None:
        metrics.CHUNK_EVENTS.observe(len(chunk))
        reach("relay.before-send")
        await self._publisher.send(chunk)
        reach("relay.after-ack")
        metrics.COMMIT_TO_ACK_SECONDS.observe(_age_seconds(chunk))
        for topic, count in Counter(row.topic for row in chunk).items():
            metrics.PUBLISHED_TOTAL.labels(topic).inc(count)

    def _progressed(self, state: str) -> None:
        self._state, self._progress_at = state, time.monotonic()


async def _tell(stop: asyncio.Event, woken: asyncio.Event) -> None:
    await stop.wait()
    woken.set()


def _cause(failure: Exception) -> str:
    """Why the relay begins again; what is none of these is a defect and raised as it is."""
    if isinstance(failure, Overtaken):
        return "overtaken"
    if isinstance(failure, DeliveryFailed):
        return "kafka"
    if is_transient(failure):
        return "database"
    raise failure


def _age_seconds(chunk: Sequence[Pending]) -> float:
    """Of the oldest row."""
    return max(0.0, (now() - chunk[0].recorded_at).total_seconds())
