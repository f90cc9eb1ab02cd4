"""What the worker does for systems of others: keeps what the county's topics hold, and writes feeds on Kafka.

Both are one at a time (advisory locks), and neither is the consumer or the relay: whatever happens to a feed, people
are told, and other services go on.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from time import monotonic

import structlog
from aiokafka import TopicPartition
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.notifications import metrics
from services.notifications.feeds.commands import begin_anew, forget_feeds, keep_events, move_feed, stand
from services.notifications.feeds.domain import (
    FEEDS,
    Granted,
    HandedOn,
    KeptEvent,
    NotAnEvent,
    Source,
    feeds_to_end,
    kept_of,
)
from services.notifications.feeds.driver import (
    CannotBeRead,
    MadeAnew,
    Read,
    Topics,
    as_records,
    last_ids,
    reading_topics,
)
from services.notifications.feeds.parameters import KAFKA, KEEPER, MOST_EVENTS, MOST_KEPT
from services.notifications.feeds.queries import (
    first_unwritten,
    goes_on,
    has_subscribers,
    last_position,
    list_granted,
    list_positions,
    list_sources,
    list_subscribers,
    read_on,
)
from services.notifications.settings import Settings
from shared.clock import local_date, now
from shared.database import locks
from shared.events.catalogue import TOPIC_CONFIG
from shared.events.offered import OFFERED
from shared.kafka.broker import Broker
from shared.kafka.configured import broker_of
from shared.kafka.topics import delete, make_missing, topics_under
from shared.outbox.publisher import Publisher
from shared.service.one_at_a_time import IDLE_SECONDS, OneAtATime

LOOK_AGAIN_SECONDS = 60.0  # whether the broker still has what was read and written
SUBSCRIPTIONS = "registry.subscriptions"

_log = structlog.get_logger(__name__)


class FeedKeeper(OneAtATime):
    """Keeps every event that others may be given, from the first on, as soon as there is anybody: the topics hold all
    of them, so nobody who comes later misses one."""

    name, lock = KEEPER, locks.FEED_KEEPER

    def __init__(
        self,
        engine: AsyncEngine,
        broker: Broker,
        *,
        topics: Sequence[str] = tuple(OFFERED),
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        super().__init__(engine, broker, idle_seconds=idle_seconds)
        self._topics = topics

    async def serve(self, session: AsyncConnection, stop: asyncio.Event) -> None:
        try:
            while not stop.is_set():
                await self._read_on(session, stop)
        except MadeAnew as found:
            await begin_anew(session, found.topics)
            _log.warning("feeds_topics_made_anew", topics=found.topics, see="docs/operations/reconcile.md")

    async def _read_on(self, session: AsyncConnection, stop: asyncio.Event) -> None:
        """Until it is time to look at the topics again: one may have partitions more, or have been made anew while
        nobody looked and be as long as before. Raises MadeAnew."""
        sources = {TopicPartition(each.topic, each.partition): each for each in await list_sources(session)}
        doubtful = set(sources)
        async with reading_topics(self.broker, self._topics) as topics:
            topics.must_have(sources.values())
            look_at = monotonic() + LOOK_AGAIN_SECONDS
            while not stop.is_set() and monotonic() < look_at:
                if await has_subscribers(session):
                    is_behind = await self._turn(session, topics, sources, doubtful)
                else:
                    is_behind, self.trouble = False, ""
                if not self.trouble:
                    metrics.FEEDS_KEPT_TIMESTAMP_SECONDS.set_to_current_time()
                # What comes meanwhile is kept together: event by event it would cost a transaction each.
                if not is_behind:
                    await last_position(session)  # raises when the session, and with it the lock, is gone
                    await self.rest(stop)

    async def _turn(
        self,
        session: AsyncConnection,
        topics: Topics,
        sources: dict[TopicPartition, Source],
        doubtful: set[TopicPartition],
    ) -> bool:
        """Of each partition that has news a piece; whether one had more than that. What one turn finds is kept with a
        transaction or two, whatever partitions it comes from. Raises MadeAnew for all topics at once: who reads of
        several is told once."""
        found = _Found()
        try:
            for at, end in (await topics.ends()).items():
                kept = sources.get(at) or topics.first(at)
                if at.topic in found.anew or (kept.next == end and at not in doubtful):
                    continue
                await found.look(session, topics, at, end, kept)
                if found.size >= MOST_KEPT:
                    await self._keep(session, found, sources, doubtful)
        finally:  # also of those before one that Kafka does not give
            await self._keep(session, found, sources, doubtful)
        self.trouble = "; ".join(found.standing)
        if found.anew:
            raise MadeAnew(*sorted(found.anew))
        return found.is_behind

    async def _keep(
        self,
        session: AsyncConnection,
        found: "_Found",
        sources: dict[TopicPartition, Source],
        doubtful: set[TopicPartition],
    ) -> None:
        news, found.news = found.news, {}
        if not news:
            return
        records = [record for read in news.values() for record in read.records]
        events: list[KeptEvent] = []
        for record in records:
            try:
                events.append(kept_of(record.topic, record.key, record.headers, record.value))
            except NotAnEvent as fault:
                where = f"{record.topic}-{record.partition} offset {record.offset}"
                _log.error("feed_passes_over", where=where, reason=str(fault))
        reached = {at: read.source for at, read in news.items()}
        new = await keep_events(session, events, list(reached.values()))
        metrics.FEED_EVENTS_TOTAL.labels("kept").inc(new)
        metrics.FEED_EVENTS_TOTAL.labels("repeated").inc(len(events) - new)
        metrics.FEED_EVENTS_TOTAL.labels("broken").inc(len(records) - len(events))
        sources.update(reached)
        doubtful.difference_update(reached)


@dataclass
class _Found:
    """What a turn came upon: what is to be kept of which partitions, which of them stand and why, which topics are
    others now; and whether there is more."""

    news: dict[TopicPartition, Read] = field(default_factory=dict)
    standing: list[str] = field(default_factory=list)
    anew: set[str] = field(default_factory=set)
    is_behind: bool = False

    @property
    def size(self) -> int:
        return sum(len(read.records) for read in self.news.values())

    async def look(self, session: AsyncConnection, topics: Topics, at: TopicPartition, end: int, kept: Source) -> None:
        """At one partition."""
        try:
            read = self.news[at] = await _read(session, topics, at, end, kept)
        except MadeAnew:
            self.anew.add(at.topic)
        except CannotBeRead as failure:
            self.standing.append(str(failure))
        else:
            self.is_behind |= read.source != kept and read.source.next < end


async def _read(session: AsyncConnection, topics: Topics, at: TopicPartition, end: int, kept: Source) -> Read:
    """What comes next, or the place behind a batch that an operator had it skip. Raises CannotBeRead, MadeAnew."""
    try:
        return await topics.read(at, end, kept)
    except CannotBeRead as found:
        behind = await stand(session, at, found.batch)
        if behind is None:
            raise
        return Read((), Source(at.topic, at.partition, behind, ""))


class FeedWriter(OneAtATime):
    """Writes each feed that is read from Kafka on a topic of its own, and ends those that nobody may read any more."""

    name, lock = "feed-writer", locks.FEED_WRITER

    def __init__(
        self,
        engine: AsyncEngine,
        broker: Broker,
        *,
        today: Callable[[], date] = lambda: local_date(now()),
        like: str = SUBSCRIPTIONS,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        super().__init__(engine, broker, idle_seconds=idle_seconds)
        self._today = today
        self._like = like

    async def serve(self, session: AsyncConnection, stop: asyncio.Event) -> None:
        publisher, sure, look_at = Publisher(self.broker), set[tuple[str, datetime | None]](), monotonic()
        try:
            while not stop.is_set():
                on_broker: Collection[str] = ()
                if monotonic() >= look_at:
                    sure, look_at = set(), monotonic() + LOOK_AGAIN_SECONDS
                    on_broker = await topics_under(self.broker, FEEDS)
                wanted, there = await list_granted(session, self._today()), await list_positions(session)
                await self._end(session, wanted, {*there, *on_broker})
                granted = [each for each in wanted if each.over == KAFKA]
                doubtful = [each for each in granted if (each.topic, each.history) not in sure]
                if await self._write_anew(session, doubtful, there):
                    await publisher.close()  # what it knows of a topic is of the one before
                    there = await list_positions(session)
                sure = {(each.topic, each.history) for each in granted}
                handed = [await self._hand_on(session, publisher, each, there) for each in granted]
                self.trouble = ""
                if not any(handed):
                    await self.rest(stop)
        finally:
            await publisher.close()

    async def _write_anew(
        self, session: AsyncConnection, doubtful: Sequence[Granted], there: Mapping[str, HandedOn]
    ) -> bool:
        """Those of another history, and those whose topic is not there or does not end with what was written last (the
        broker came back without it), begin at the first event, on an empty topic: that is on record before the topic is
        made, since afterwards nobody would know."""
        if not doubtful:
            return False
        last = await last_ids(self.broker, [each.topic for each in doubtful])
        anew = [each for each in doubtful if not await goes_on(session, each, there, last)]
        for each in anew:
            await move_feed(session, each.topic, 0, each.history)
        if anew:
            topics = [each.topic for each in anew]
            await delete(self.broker, topics)
            await make_missing(self.broker, topics, TOPIC_CONFIG, like=self._like)
        return bool(anew)

    async def _hand_on(
        self, session: AsyncConnection, publisher: Publisher, granted: Granted, there: Mapping[str, HandedOn]
    ) -> bool:
        """A piece of it; whether there may be more."""
        position = there[granted.topic].position
        piece = await read_on(session, granted, position, limit=MOST_EVENTS)
        records = list(as_records(granted.topic, piece.rows))
        if records:
            await publisher.send(records)
        to = piece.reached if len(records) == len(piece.rows) else records[-1].id
        if to == position:
            return False
        await move_feed(session, granted.topic, to, granted.history)
        metrics.FEED_HANDED_ON_TOTAL.labels(KAFKA).inc(len(records))
        return True

    async def _end(self, session: AsyncConnection, wanted: Sequence[Granted], there: Collection[str]) -> None:
        if set(there) <= {each.feed for each in wanted}:
            return
        ended = sorted(feeds_to_end(wanted, there, await list_subscribers(session)))
        if ended:
            await delete(self.broker, ended)
            await forget_feeds(session, ended)
            _log.info("feeds_ended", feeds=ended)


def feed_keeper(settings: Settings, engine: AsyncEngine) -> FeedKeeper:
    """For the manifest of this room."""
    return FeedKeeper(engine, broker_of(settings))


def feed_writer(settings: Settings, engine: AsyncEngine) -> FeedWriter:
    """For the manifest of this room."""
    return FeedWriter(engine, broker_of(settings))


async def measure_feeds(connection: AsyncConnection, now: datetime) -> None:
    """How late the feed is that is written last."""
    oldest = await first_unwritten(connection, local_date(now))
    metrics.FEEDS_OLDEST_SECONDS.set(max(0.0, (now - oldest).total_seconds()) if oldest else 0)
