"""Reads the topics of other systems, in the registry's worker; where each is read on is the database's word.

Of several workers one reads on at a time: who comes second finds the position moved, and begins there.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import CorruptRecordException, KafkaError, OffsetOutOfRangeError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.registry.metrics import NOTICES_OLDEST_SECONDS, NOTICES_TOTAL, NOTICES_WAITING
from services.registry.notices.commands.taking import Batch, ReadByAnother, take_notices
from services.registry.notices.domain.message import Received
from services.registry.notices.parameters import BY_TOPIC
from services.registry.notices.queries import find_waiting, position_of, read_on_from
from services.registry.settings import Registrar, Settings
from shared import clock
from shared.auth.caller import NOBODY, Caller
from shared.backoff import backoff_seconds
from shared.command import Work
from shared.database.failures import is_transient
from shared.health import Check
from shared.kafka.broker import Broker
from shared.kafka.configured import broker_of
from shared.kafka.consumer import KafkaConsumer, close_consumer, open_consumer
from shared.stopping import sleep_until

MOST_RECORDS = 200
WAIT_MS = 1_000
LONGEST_PAUSE_SECONDS = 60.0
REQUEST_MS = 10_000
# What Kafka's client raises at a record that it cannot take apart.
GIVES_UP = (CorruptRecordException, UnicodeDecodeError)

_log = structlog.get_logger(__name__)


class NoticeReader:
    """A worker's part."""

    name = "notice-reader"

    def __init__(self, engine: AsyncEngine, registrar: Registrar, broker: Broker) -> None:
        self._engine = engine
        self._registrar = registrar
        self._broker = broker
        self._reached: dict[str, int] = {}
        self._trouble = ""
        self._failures = 0  # since it was last read

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`. What cannot be reached is tried again; what other systems write never stops us."""
        while not stop.is_set():
            try:
                await self._read(stop)
            except (KafkaError, TimeoutError, OSError) as fault:
                self._trouble = type(fault).__name__
            except Exception as fault:
                if not is_transient(fault):
                    raise
                self._trouble = type(fault).__name__
            if self._trouble:
                self._failures += 1
                _log.warning("notices_not_read", cause=self._trouble, failures=self._failures)
                await sleep_until(stop, backoff_seconds(self._failures, LONGEST_PAUSE_SECONDS))

    async def checks(self) -> Sequence[Check]:
        """Notices wait for people anyway: not to reach them makes nobody unready."""
        return [Check("notices", True, self._trouble)]

    async def flow(self) -> Mapping[str, int]:
        return {}

    async def _read(self, stop: asyncio.Event) -> None:
        consumer = KafkaConsumer(
            self._broker,
            client_id="veterans-notices",
            enable_auto_commit=False,
            auto_offset_reset="none",
            request_timeout_ms=REQUEST_MS,
        )
        try:
            await open_consumer(consumer)
            consumer.assign([TopicPartition(topic, 0) for topic in BY_TOPIC])
            for topic in BY_TOPIC:
                await self._find_place(consumer, topic)
            while not stop.is_set() and not consumer.is_outdated:
                await self._turn(consumer)
        finally:
            await close_consumer(consumer)

    async def _turn(self, consumer: KafkaConsumer) -> None:
        try:
            fetched = await consumer.getmany(timeout_ms=WAIT_MS, max_records=MOST_RECORDS)
        except OffsetOutOfRangeError as fault:
            for place in fault.args[0]:
                await self._begin_again(consumer, place)
            return
        except GIVES_UP:
            for topic in BY_TOPIC:
                await self._one_by_one(consumer, topic)
            return
        self._trouble, self._failures = "", 0
        for place, records in fetched.items():
            received = [Received.of(record.value, record.headers) for record in records]
            await self._take(consumer, place.topic, received, records[-1].offset + 1)

    async def _one_by_one(self, consumer: KafkaConsumer, topic: str) -> None:
        """Kafka's client gives up at a header whose name is no text, and at all that is fetched with it. By itself such
        a record is passed over, and stands in the queue."""
        place = TopicPartition(topic, 0)
        await self._find_place(consumer, topic)
        for _ in range(MOST_RECORDS):
            try:
                fetched = await consumer.getmany(place, timeout_ms=WAIT_MS, max_records=1)
            except GIVES_UP:
                reached = self._reached[topic]
                await self._take(consumer, topic, [Received.broken(reached)], reached + 1)
                await self._find_place(consumer, topic)
                continue
            if not fetched:
                return
            for record in fetched[place]:
                await self._take(consumer, topic, [Received.of(record.value, record.headers)], record.offset + 1)

    async def _take(self, consumer: KafkaConsumer, topic: str, received: Sequence[Received], then: int) -> None:
        """`then`: where it is read on after these."""
        batch = Batch(BY_TOPIC[topic], received, self._reached[topic], then)
        if await self._took(batch):
            self._reached[topic] = then
        else:
            await self._find_place(consumer, topic)

    async def _took(self, batch: Batch) -> bool:
        """Whether it was ours to take."""
        work = Work(self._engine, Caller(NOBODY, (), address=batch.sender.topic), clock.now())
        try:
            taken = await take_notices(work, batch, registrar=self._registrar)
        except ReadByAnother:
            return False
        for match, count in taken.items():
            NOTICES_TOTAL.labels(batch.sender.called.code, match).inc(count)
        return True

    async def _find_place(self, consumer: KafkaConsumer, topic: str) -> None:
        async with self._engine.begin() as connection:
            self._reached[topic] = await position_of(connection, topic)
        consumer.seek(TopicPartition(topic, 0), self._reached[topic])

    async def _begin_again(self, consumer: KafkaConsumer, place: TopicPartition) -> None:
        """What was there is gone with its time, or the topic was made anew: what there is is read, none of it twice."""
        [beginning] = (await consumer.beginning_offsets([place])).values()
        _log.warning("notices_read_from_the_beginning", topic=place.topic, offset=beginning)
        async with self._engine.begin() as connection:
            await read_on_from(connection, place.topic, beginning)
        await self._find_place(consumer, place.topic)


def notice_reader(settings: Settings, engine: AsyncEngine) -> NoticeReader:
    """For the manifest of this room."""
    return NoticeReader(engine, settings.registrar, broker_of(settings))


async def measure_notices(connection: AsyncConnection, now: datetime) -> None:
    """How many wait for somebody, and since when."""
    waiting = await find_waiting(connection)
    NOTICES_WAITING.set(waiting.count)
    NOTICES_OLDEST_SECONDS.set(max(0.0, (now - waiting.oldest).total_seconds()) if waiting.oldest else 0)
