"""The embedded Apache Kafka."""

import socket
import ssl
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, NewTopic

from deploy.embedded.kafka import Kafka
from deploy.embedded.kafka_users import FirstUsers
from deploy.embedded.ports import LOOPBACK, free_port
from deploy.embedded.secrets import kept
from deploy.kafka import access
from deploy.kafka.client import configuration, is_let_in


async def send(kafka: Kafka, topic: str, value: bytes) -> None:
    async with AIOKafkaProducer(**kafka.broker.options, acks="all") as producer:
        await producer.send_and_wait(topic, value)


async def read_one(kafka: Kafka, topic: str) -> bytes:
    consumer = AIOKafkaConsumer(topic, **kafka.broker.options, auto_offset_reset="earliest")
    async with consumer:
        return bytes((await consumer.getone()).value)


def create(kafka: Kafka, topic: str) -> None:
    client = AdminClient({**configuration(kafka.broker)})
    client.create_topics([NewTopic(topic, 1)])[topic].result()


class TestKafka:
    async def test_carries_a_record(self, kafka: Kafka) -> None:
        create(kafka, "embedded.carries")
        await send(kafka, "embedded.carries", b"one")
        assert await read_one(kafka, "embedded.carries") == b"one"

    def test_encrypts_with_what_its_compiler_is_quick_at(self, kafka: Kafka) -> None:
        trusting = ssl.create_default_context(cafile=kafka.broker.authority)
        with (
            socket.create_connection((LOOPBACK, kafka.port)) as clear,
            trusting.wrap_socket(clear, server_hostname=LOOPBACK) as secured,
        ):
            assert secured.cipher() == ("TLS_CHACHA20_POLY1305_SHA256", "TLSv1.3", 256)

    def test_creates_no_topic_by_itself(self, kafka: Kafka) -> None:
        client = AdminClient({**configuration(kafka.broker)})
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

    @pytest.mark.nightly
    def test_knows_its_operator_also_where_its_data_were_formatted_before_users_had_passwords(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old = Kafka(tmp_path, free_port(), free_port())
        with monkeypatch.context() as formerly:
            formerly.setattr(FirstUsers, "when_formatted", lambda _users: ())
            old.prepare()
        old.start()
        password = tmp_path / "password"
        access.admit(old.broker, {"registry": kept(password)})
        assert old.broker.mechanism == "PLAIN"
        assert is_let_in(old.broker_of("registry", password))
        assert not is_let_in(replace(old.broker_of("registry", password), mechanism="PLAIN"))
        old.stop()

    def test_refuses_a_second_topic_of_one_name(self, kafka: Kafka) -> None:
        create(kafka, "embedded.once")
        with pytest.raises(KafkaException, match="already exists"):
            create(kafka, "embedded.once")
