"""From Kafka to the projections, exactly once in effect: the part of a worker that consumes.

One getmany, one transaction (`shared.inbox.batch`). What goes wrong is one of four things:

- an outage or a conflict: the same batch is tried again, with jitter, for as long as it takes; nothing is parked;
- a projection fails: three tries, then the poisoned events are looked for and parked, each with its aggregate;
- too much would be parked: a bad deploy. The consumer stands still, the process is not ready; now and then it tries
  again (`shared.inbox.breaker`);
- the partitions belong to another process now: nothing is changed, and we join anew.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError
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
from shared.inbox.coverage import Coverage, register
from shared.inbox.housekeeping import COUNT_PARKED, Housekeeping
from shared.inbox.offsets import READ_GROUP, Bookmark, OffsetRefused, load_bookmarks, reposition
from shared.inbox.processor import BatchProcessor
from shared.inbox.projection import Projection
from shared.inbox.reading import Reading
from shared.inbox.session import Session
from shared.inbox.subscription import Subscription
from shared.stopping import run_until, sleep_until

STOP_SECONDS = 3.0
PAUSE_SECONDS = 0.5

_log = structlog.get_logger(__name__)


def _nothing() -> None:
    pass


class Consumer:
    """A part of the worker. `group` is the service's name; as many processes as there are partitions may share it.

    `after_commit` is called after every transaction: give the relay's `wake`, since projections may publish.
    """

    name = "consumer"

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        group: str,
        bootstrap_servers: str,
        projections: Sequence[Projection],
        after_commit: Callable[[], None] = _nothing,
        known: Sequence[Published] = CATALOGUE,
    ) -> None:
        self._engine = engine
        self._group = group
        self._bootstrap_servers = bootstrap_servers
        self._subscription = Subscription(tuple(projections), tuple(known))
        self._processor = BatchProcessor(engine, BatchContext(self._subscription, group, Breaker()), after_commit)
        self._coverage = Coverage(engine, group, self._subscription)
        self._session: Session | None = None
        self._state = "starting"

    async def run(self, stop: asyncio.Event) -> None:
        await run_until(stop, self._keep_going(stop), within_seconds=STOP_SECONDS)

    async def checks(self) -> Sequence[Check]:
        session = self._session
        placed = session is not None and not session.unplaced
        detail = self._processor.trouble or self._state
        return Check(self.name, placed and not self._processor.trouble, detail), self._coverage.check()

    async def flow(self) -> Mapping[str, int]:
        """`consumer_lag` of the whole group, `parked_keys`. Raises when database or Kafka do not answer."""
        if self._session is None or not self._session.generation:
            raise ConnectionError("the consumer has not joined its group")
        ends = await self._session.ends(self._session.partitions)
        async with self._engine.connect() as connection:
            rows = await connection.execute(READ_GROUP, {"group": self._group})
            kept = {TopicPartition(row.topic, row.partition): row.next for row in rows}
            parked = (await connection.execute(COUNT_PARKED)).scalar_one()
        return {"consumer_lag": sum(max(0, end - kept.get(at, 0)) for at, end in ends.items()), "parked_keys": parked}

    async def _keep_going(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            session = self._session = Session(
                bootstrap_servers=self._bootstrap_servers,
                group=self._group,
                topics=self._subscription.topics,
                stop=stop,
            )
            try:
                await session.open()
                await self._consume(session, stop)
            except BreakerOpened as opened:
                await session.close()
                await self._stand_still(opened, stop)
            except Exception as failure:
                self._state = _reason(failure)
                _log.warning("consumer_begins_again", reason=self._state)
            finally:
                self._session = None
                await session.close()
            await sleep_until(stop, PAUSE_SECONDS)

    async def _consume(self, session: Session, stop: asyncio.Event) -> None:
        housekeeping = asyncio.create_task(Housekeeping(self._engine, session, self._processor, self._coverage).run())
        reading = Reading(session, self._subscription)
        try:
            while not stop.is_set():
                if housekeeping.done():
                    housekeeping.result()
                if session.unplaced:
                    await reading.forget()
                    await self._place(session, stop)
                await self._take(session, reading, stop)
        finally:
            housekeeping.cancel()
            await reading.forget()

    async def _place(self, session: Session, stop: asyncio.Event) -> None:
        try:
            if await session.place(self._load):
                self._state = f"consuming {len(session.bookmarks)} partitions"
        except Exception as failure:
            if not is_transient(failure):
                raise
            self._processor.progress += 1
            self._state = f"waiting for the database: {type(failure).__name__}"
            await sleep_until(stop, PAUSE_SECONDS)
            session.look_again()

    async def _take(self, session: Session, reading: Reading, stop: asyncio.Event) -> None:
        try:
            intake = await reading.next()
        except OffsetOutOfRangeError as failure:
            await self._begin_anew(session, list(failure.args[0]))
            return
        if intake.batch.generation != session.generation:
            return  # of partitions that were ours a moment ago
        session.confirm(intake.verified)
        if intake.batch.advances:
            if not intake.replaced:
                reading.go_ahead(intake.batch)
            if await self._processor.process(session, intake.batch, stop) is None:
                return  # reassigned, or asked to stop
            session.move_on(intake.batch)
        else:
            self._processor.nothing_waits()
        await self._begin_anew(session, intake.replaced)

    async def _load(self, places: Collection[TopicPartition]) -> Mapping[TopicPartition, Bookmark]:
        async with self._engine.begin() as connection:
            await register(connection, self._group, self._subscription)
            return await load_bookmarks(connection, self._group, places)

    async def _begin_anew(self, session: Session, places: Sequence[TopicPartition]) -> None:
        """The log is not the one we read, or what came next has expired: read it from its beginning."""
        for place in places:
            beginning, bookmark = await session.beginning(place), session.bookmarks.get(place)
            if bookmark is None:
                continue  # revoked meanwhile
            if beginning == bookmark.next:
                session.read_from(place, beginning)  # only the record before it has expired
                continue
            reason = "expired" if beginning >= bookmark.next else "replaced"
            metrics.REPOSITIONED_TOTAL.labels(reason).inc()
            _log.error("log_read_anew", reason=reason, place=str(place), expected=bookmark.next, beginning=beginning)
            async with self._engine.begin() as connection:
                await reposition(connection, self._group, place, expected=bookmark.next, next_offset=beginning)
            session.read_from(place, beginning)

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


def _reason(failure: Exception) -> str:
    """Why a session ended; what is none of these is a defect and raised as it is."""
    if isinstance(failure, OffsetRefused):
        metrics.REFUSED_TOTAL.inc()
        return "another process owns the partitions now"
    if isinstance(failure, KafkaError | OSError) or is_transient(failure):
        return describe(failure)
    raise failure
