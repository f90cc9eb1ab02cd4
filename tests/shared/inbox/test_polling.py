"""What a poll has taken is given, whatever comes after it (found by F20); and it ends when there is reason to."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection, Mapping

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import OffsetOutOfRangeError
from aiokafka.structs import ConsumerRecord
from confluent_kafka import Producer
from confluent_kafka import TopicPartition as Place
from confluent_kafka.admin import AdminClient

from deploy.embedded.kafka import Kafka
from shared.inbox.offsets import Bookmark
from shared.inbox.session import PORTION, Session
from tests.shared.wire import eventually, given_topic

RECORDS = 3 * PORTION
MUCH_LESS_THAN_A_POLL_SECONDS = 2


def write(servers: str, topic: str) -> None:
    """Two partitions alike; the second has lost its beginning."""
    producer = Producer({"bootstrap.servers": servers, "log_level": 0})
    for number in range(RECORDS):
        for partition in (0, 1):
            producer.produce(topic, b"%d" % number, partition=partition)
    producer.flush()
    admin = AdminClient({"bootstrap.servers": servers, "log_level": 0})
    for dropped in admin.delete_records([Place(topic, 1, 10)]).values():
        dropped.result()


async def from_the_beginning(places: Collection[TopicPartition]) -> Mapping[TopicPartition, Bookmark]:
    return dict.fromkeys(places, Bookmark(0, verified=True))


@contextlib.asynccontextmanager
async def placed(kafka: Kafka, topic: str, stop: asyncio.Event) -> AsyncIterator[Session]:
    """A session that knows where it reads on."""
    session = Session(bootstrap_servers=kafka.bootstrap_servers, group=topic, topics=(topic,), stop=stop)
    await session.open()

    async def is_placed() -> bool:
        return await session.place(from_the_beginning)

    await eventually(is_placed)
    yield session
    await session.close()


def ask_to_stop(_session: Session, stop: asyncio.Event) -> None:
    stop.set()


def doubt_the_log(session: Session, _stop: asyncio.Event) -> None:
    session.look_again()


async def polled(session: Session) -> dict[TopicPartition, list[ConsumerRecord]]:
    """All portions of a batch."""
    taken: dict[TopicPartition, list[ConsumerRecord]] = {}
    async for portion in session.portions():
        for place, records in portion.items():
            taken.setdefault(place, []).extend(records)
    return taken


class TestAPoll:
    async def test_loses_nothing_to_the_failure_of_another_partition(self, kafka: Kafka) -> None:
        topic = given_topic(kafka.bootstrap_servers, partitions=2)
        await asyncio.to_thread(write, kafka.bootstrap_servers, topic)
        whole, maimed = (TopicPartition(topic, number) for number in (0, 1))
        found: dict[TopicPartition, list[int]] = {whole: [], maimed: []}
        async with placed(kafka, topic, asyncio.Event()) as session, asyncio.timeout(30):
            while sum(map(len, found.values())) < 2 * RECORDS - 10:
                try:
                    taken = await polled(session)
                except OffsetOutOfRangeError:
                    session.read_from(maimed, 10)
                    continue
                for place, records in taken.items():
                    found[place] += [record.offset for record in records]
        assert found == {whole: list(range(RECORDS)), maimed: list(range(10, RECORDS))}

    @pytest.mark.parametrize("interrupt", [ask_to_stop, doubt_the_log])
    async def test_ends_at_once_when_there_is_something_else_to_do(
        self, kafka: Kafka, interrupt: Callable[[Session, asyncio.Event], None]
    ) -> None:
        stop = asyncio.Event()
        async with placed(kafka, given_topic(kafka.bootstrap_servers), stop) as session:
            await polled(session)  # returns at once, since the partitions are new
            polling = asyncio.create_task(polled(session))
            await asyncio.sleep(0.1)
            assert not polling.done()
            interrupt(session, stop)
            async with asyncio.timeout(MUCH_LESS_THAN_A_POLL_SECONDS):
                assert await polling == {}
