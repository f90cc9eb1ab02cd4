"""The embedded Apache Kafka."""

from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, NewTopic

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import free_port


async def send(kafka: Kafka, topic: str, value: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=kafka.bootstrap_servers, acks="all") as producer:
        await producer.send_and_wait(topic, value)


async def read_one(kafka: Kafka, topic: str) -> bytes:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka.bootstrap_servers, auto_offset_reset="earliest")
    async with consumer:
        return bytes((await consumer.getone()).value)


def create(kafka: Kafka, topic: str) -> None:
    client = AdminClient({"bootstrap.servers": kafka.bootstrap_servers})
    client.create_topics([NewTopic(topic, 1)])[topic].result()


class TestKafka:
    async def test_carries_a_record(self, kafka: Kafka) -> None:
        create(kafka, "embedded.carries")
        await send(kafka, "embedded.carries", b"one")
        assert await read_one(kafka, "embedded.carries") == b"one"

    def test_creates_no_topic_by_itself(self, kafka: Kafka) -> None:
        client = AdminClient({"bootstrap.servers": kafka.bootstrap_servers})
        client.list_topics("embedded.never-made", timeout=5)
        assert "embedded.never-made" not in client.list_topics(timeout=5).topics

    async def test_keeps_records_across_a_kill(self, tmp_path: Path) -> None:
        ports = free_port(), free_port()
        first = Kafka(tmp_path, *ports)
        first.start()
        create(first, "embedded.kept")
        await send(first, "embedded.kept", b"kept")
        first.kill()
        second = Kafka(tmp_path, *ports)
        second.start()
        assert await read_one(second, "embedded.kept") == b"kept"
        second.stop()

    def test_is_not_ready_when_nothing_listens(self, tmp_path: Path) -> None:
        assert not Kafka(tmp_path, free_port()).is_ready()

    def test_refuses_a_second_topic_of_one_name(self, kafka: Kafka) -> None:
        create(kafka, "embedded.once")
        with pytest.raises(KafkaException, match="already exists"):
            create(kafka, "embedded.once")
