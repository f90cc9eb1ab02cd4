"""What a session hands over: everything, even when aiokafka loses some; and it ends when there is reason to."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import pytest
from aiokafka import TopicPartition
from confluent_kafka import Producer

from deploy.embedded.kafka import Kafka
from deploy.kafka.client import configuration
from shared.inbox.offsets import Position
from shared.inbox.session import Session
from shared.kafka.broker import Broker
from tests.shared.wire import eventually, given_topic

RECORDS = 150
MUCH_LESS_THAN_A_POLL_SECONDS = 2


def write(broker: Broker, topic: str) -> None:
    """Two partitions alike."""
    producer = Producer(configuration(broker))
    for number in range(RECORDS):
        for partition in (0, 1):
            producer.produce(topic, b"%d" % number, partition=partition)
    producer.flush()


@contextlib.asynccontextmanager
async def sought(kafka: Kafka, topic: str, stop: asyncio.Event) -> AsyncIterator[Session]:
    """A session that reads its partitions from the beginning."""
    session = Session(broker=kafka.broker, group=topic, topics=(topic,), stop=stop)
    await session.open()

    async def is_assigned() -> bool:
        return bool(session.assigned.partitions)

    await eventually(is_assigned)
    for partition in session.assigned.partitions:
        session.seek(partition, Position(0, verified=True))
    yield session
    await session.close()


def ask_to_stop(_session: Session, stop: asyncio.Event) -> None:
    stop.set()


def doubt_the_log(session: Session, _stop: asyncio.Event) -> None:
    session.request_seek()


class TestReading:
    @pytest.mark.parametrize("interrupt", [ask_to_stop, doubt_the_log])
    async def test_ends_at_once_when_there_is_something_else_to_do(
        self, kafka: Kafka, interrupt: Callable[[Session, asyncio.Event], None]
    ) -> None:
        stop = asyncio.Event()
        async with sought(kafka, given_topic(kafka.broker), stop) as session:
            await session.read()  # returns at once, since the partitions are new
            reading = asyncio.create_task(session.read())
            await asyncio.sleep(0.1)
            assert not reading.done()
            interrupt(session, stop)
            async with asyncio.timeout(MUCH_LESS_THAN_A_POLL_SECONDS):
                assert await reading == {}

    async def test_asks_the_log_itself_when_records_are_missing(self, kafka: Kafka) -> None:
        """aiokafka is made to lose ten records, as it does when another partition cannot be decoded."""
        topic = given_topic(kafka.broker, partitions=2)
        await asyncio.to_thread(write, kafka.broker, topic)
        robbed = TopicPartition(topic, 0)
        found: dict[TopicPartition, list[int]] = {robbed: [], TopicPartition(topic, 1): []}
        async with sought(kafka, topic, asyncio.Event()) as session, asyncio.timeout(30):
            session._kafka.seek(robbed, 10)
            while sum(map(len, found.values())) < 2 * RECORDS:
                for partition, part in (await session.read()).items():
                    found[partition] += [record.offset for record in part.records]
                    session.seek(partition, Position(part.next, verified=True))
        assert list(found.values()) == [list(range(RECORDS))] * 2
