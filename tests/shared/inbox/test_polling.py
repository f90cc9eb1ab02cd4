"""What a poll has taken is given, whatever comes after it (found by F20)."""

import asyncio
from collections.abc import Collection, Mapping

from aiokafka import TopicPartition
from aiokafka.errors import OffsetOutOfRangeError
from confluent_kafka import Producer
from confluent_kafka import TopicPartition as Place
from confluent_kafka.admin import AdminClient

from deploy.embedded.kafka import Kafka
from shared.inbox.offsets import Bookmark
from shared.inbox.session import PORTION, Session
from tests.shared.wire import eventually, given_topic

RECORDS = 3 * PORTION


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


class TestAPoll:
    async def test_loses_nothing_to_the_failure_of_another_partition(self, kafka: Kafka) -> None:
        topic = given_topic(kafka.bootstrap_servers, partitions=2)
        await asyncio.to_thread(write, kafka.bootstrap_servers, topic)
        session = Session(bootstrap_servers=kafka.bootstrap_servers, group=topic, topics=(topic,))
        await session.open()

        async def is_placed() -> bool:
            return await session.place(from_the_beginning)

        await eventually(is_placed)
        whole, maimed = (TopicPartition(topic, number) for number in (0, 1))
        found: dict[TopicPartition, list[int]] = {whole: [], maimed: []}
        async with asyncio.timeout(30):
            while sum(map(len, found.values())) < 2 * RECORDS - 10:
                try:
                    polled = await session.poll()
                except OffsetOutOfRangeError:
                    session.read_from(maimed, 10)
                    continue
                for place, records in polled.items():
                    found[place] += [record.offset for record in records]
        await session.close()
        assert found == {whole: list(range(RECORDS)), maimed: list(range(10, RECORDS))}
