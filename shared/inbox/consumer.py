"""From Kafka to the projections, exactly once in effect: the part of a worker that consumes.

What is handed over at once is one transaction (`shared.inbox.batch`). What goes wrong is one of these:

- an outage or a conflict: the same batch is tried again, with jitter, for as long as it takes; nothing is parked;
- a projection fails: three tries, then the poisoned events are looked for and parked, each with its aggregate;
- too much would be parked: a bad deploy. The consumer stands still, the process is not ready; now and then it tries
  again (`shared.inbox.breaker`);
- a partition cannot be read on: it stands, and says why; the others go on (`shared.inbox.standing`);
- the partitions belong to another process now: nothing is changed, and we join anew.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError, UnknownTopicOrPartitionError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.clock import now
from shared.database.failures import is_transient
from shared.events.catalogue import CATALOGUE
from shared.events.contract import Published
from shared.health import Check
from shared.inbox import metrics
from shared.inbox.applying import describe
from shared.inbox.batch import BatchContext
from shared.inbox.breaker import RETRY_SECONDS, Breaker, BreakerOpened, record_opened
from shared.inbox.coverage import Coverage
from shared.inbox.housekeeping import COUNT_PARKED, Housekeeping
from shared.inbox.lacking import Lacking
from shared.inbox.offsets import READ_GROUP, OffsetRefused
from shared.inbox.processor import BatchProcessor
from shared.inbox.projection import Projection
from shared.inbox.reading import read_batch
from shared.inbox.seeking import Seeker
from shared.inbox.session import Session
from shared.inbox.subscription import Subscription
from shared.inbox.unreadable import record_unreadable
from shared.kafka.broker import Broker
from shared.kafka.log import Unreadable
from shared.stopping import run_until, sleep_until

STOP_SECONDS = 3.0
PAUSE_SECONDS = 0.5
NAMED = 3  # of the partitions that stand; a log that was replaced stops all of them

_log = structlog.get_logger(__name__)


def _nothing() -> None:
    pass


class Consumer:
    """A part of the worker. `group` is the service's name; as many processes as there are partitions may share it.

    `after_commit` is called after every committed batch, once it is counted; measurements take the time there.
    """

    name = "consumer"

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        group: str,
        broker: Broker,
        projections: Sequence[Projection],
        after_commit: Callable[[], None] = _nothing,
        known: Sequence[Published] = CATALOGUE,
    ) -> None:
        self._engine = engine
        self._group = group
        self._broker = broker
        self._subscription = Subscription(tuple(projections), tuple(known))
        self._processor = BatchProcessor(engine, BatchContext(self._subscription, group, Breaker()), after_commit)
        self._coverage = Coverage(engine, group, self._subscription)
        self._seeker = Seeker(engine, group, self._subscription, broker)
        self._lacking = Lacking(engine, group, broker)
        self._session: Session | None = None
        self._state = "starting"
        self._waits = 0
        self._unreadable: Mapping[TopicPartition, Unreadable] = {}

    async def run(self, stop: asyncio.Event) -> None:
        await run_until(stop, self._keep_going(stop), within_seconds=STOP_SECONDS)

    async def checks(self) -> Sequence[Check]:
        hindrance = self._processor.trouble or self._state or _hindrance(self._session, self._lacking)
        partitions = len(self._session.assigned.positions) if self._session else 0
        detail = hindrance or f"consuming {partitions} partitions"
        return Check(self.name, not hindrance, detail), self._coverage.check()

    async def flow(self) -> Mapping[str, int]:
        """`consumer_lag` of the whole group, `parked_keys`. Raises when that cannot be known."""
        unknown = _unknown(self._session)
        if self._session is None or unknown:
            raise ConnectionError(unknown)
        ends = await self._session.ends(self._session.partitions)
        async with self._engine.connect() as connection:
            rows = await connection.execute(READ_GROUP, {"group": self._group})
            kept = {TopicPartition(row.topic, row.partition): row.next for row in rows}
            parked = (await connection.execute(COUNT_PARKED)).scalar_one()
        topics = self._subscription.topics
        shorter = [each for each, reached in kept.items() if each.topic in topics and ends.get(each, 0) < reached]
        if shorter:
            raise ConnectionError(f"{shorter[0]} holds less than was applied")
        return {"consumer_lag": sum(end - kept.get(at, 0) for at, end in ends.items()), "parked_keys": parked}

    async def _keep_going(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                session = self._session = self._begun(stop)
            except OSError as failure:  # what the authority's file holds cannot be read
                self._state = f"{type(failure).__name__}: {failure}"
                await sleep_until(stop, PAUSE_SECONDS)
                continue
            try:
                await session.open()
                await self._consume(session, stop)
            except BreakerOpened as opened:
                await session.close()
                await self._stand_still(opened, stop)
            except Exception as failure:
                self._state = _reason(failure, session)
                _log.warning("consumer_begins_again", reason=self._state)
            finally:
                self._session = None
                await session.close()
            await sleep_until(stop, PAUSE_SECONDS)

    def _begun(self, stop: asyncio.Event) -> Session:
        return Session(broker=self._broker, group=self._group, topics=self._subscription.topics, stop=stop)

    async def _consume(self, session: Session, stop: asyncio.Event) -> None:
        await self._coverage.refresh()  # before it is ready, so that whoever waits for that knows
        self._state = ""
        keeping = Housekeeping(
            self._engine, session, self._processor, self._coverage, self._progress, lacking=self._lacking
        )
        beside = [asyncio.create_task(keeping.run()), asyncio.create_task(self._lacking.run())]
        try:
            while not stop.is_set() and not session.is_outdated:
                for task in beside:
                    if task.done():
                        task.result()
                if not session.assigned.to_seek or await self._seek(session, stop):
                    await self._take(session, stop)
                await self._record_unreadable(session.assigned.unreadable)
        finally:
            for task in beside:
                task.cancel()

    def _progress(self) -> int:
        return self._processor.progress + self._waits

    async def _seek(self, session: Session, stop: asyncio.Event) -> bool:
        """Everything that is to be sought; False when database or Kafka do not answer."""
        try:
            await self._seeker.seek(session)
        except Exception as failure:
            if not (is_transient(failure) or isinstance(failure, KafkaError)):
                raise
            self._waits += 1
            self._state = f"where to read on is not known: {describe(failure)}"
            await sleep_until(stop, PAUSE_SECONDS)
            return False
        self._state = ""
        return True

    async def _take(self, session: Session, stop: asyncio.Event) -> None:
        generation, slices = session.generation, await session.read()
        if generation != session.generation:
            return  # of partitions that were ours a moment ago
        reading = read_batch(slices, session.assigned.positions, self._subscription, generation)
        session.confirm(reading.verified)
        if reading.batch.advances:
            if await self._processor.process(session, reading.batch, stop) is None:
                return  # reassigned, or asked to stop
            session.advance(reading.batch)
        else:
            self._processor.nothing_waits()
        await self._seeker.begin_anew(session, reading.replaced)

    async def _record_unreadable(self, found: Mapping[TopicPartition, Unreadable]) -> None:
        """For the operator, who asks the API, not this process."""
        new = {partition: batch for partition, batch in found.items() if self._unreadable.get(partition) != batch}
        try:
            if new:
                async with self._engine.begin() as connection:
                    await record_unreadable(connection, self._group, new, now=now())
        except Exception as failure:
            if not is_transient(failure):
                raise
            return  # the next turn tries again
        self._unreadable = found

    async def _stand_still(self, opened: BreakerOpened, stop: asyncio.Event) -> None:
        metrics.BREAKER_OPEN.set(1)
        self._session = None
        self._processor.breaker_opened(opened)
        _log.critical("breaker_open", reason=str(opened))
        try:
            async with self._engine.begin() as connection:
                await record_opened(connection, self._group, opened, now=now())
        except Exception as failure:
            if not is_transient(failure):
                raise
        await sleep_until(stop, RETRY_SECONDS)


def _unknown(session: Session | None) -> str:
    """Why nobody can say what there is to consume, or nothing."""
    if session is None or not session.generation:
        return "joining the group"
    return f"Kafka has no topic {session.missing_topics[0]}" if session.missing_topics else ""


def _hindrance(session: Session | None, lacking: Lacking) -> str:
    """What keeps it from consuming all that it subscribed to, or nothing."""
    unknown = _unknown(session)
    if session is None or unknown:
        return unknown
    every = {**session.assigned.standing, **lacking.vanished}
    standing = [f"{where.topic}-{where.partition}: {why.detail}" for where, why in every.items()]
    if standing:
        more = len(standing) - NAMED
        return "; ".join([*standing[:NAMED], *([f"and {more} partitions more"] if more > 0 else [])])
    return "" if session.assigned.positions else "no partition is assigned"


def _reason(failure: Exception, session: Session) -> str:
    """Why a session ended; what is none of these is a defect and raised as it is."""
    if isinstance(failure, OffsetRefused):
        metrics.FENCED_TOTAL.inc()
        return "another process owns the partitions now"
    if isinstance(failure, UnknownTopicOrPartitionError):
        return f"Kafka has no topic {next(iter(session.missing_topics), 'any more')}"
    if isinstance(failure, KafkaError | OSError) or is_transient(failure):
        return describe(failure)
    raise failure
