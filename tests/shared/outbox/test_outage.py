"""A broker that goes away and comes back: waited for, nothing lost, nothing left behind."""

import asyncio
import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from shared.clock import now
from shared.outbox import position, publisher
from shared.outbox.publisher import DeliveryFailed, Publisher
from shared.outbox.republish import republish
from shared.outbox.rows import MAX_RECORD_BYTES
from tests.shared.outbox.test_relay import UNKNOWN_BROKER, is_failing, sequences
from tests.shared.wire import (
    eventually,
    given_relay,
    given_row,
    given_rows,
    given_topic,
    published,
    records_of,
    running,
)

EVER = datetime(2000, 1, 1, tzinfo=UTC)


class TestABrokerThatGoes:
    async def test_is_waited_for_and_nothing_is_lost(
        self, kernel_engine: AsyncEngine, fragile_kafka: Kafka, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(publisher, "DELIVERY_SECONDS", 2)
        topic = given_topic(fragile_kafka.broker)
        relay = given_relay(kernel_engine, fragile_kafka.broker)
        async with running(relay):
            await given_rows(kernel_engine, [given_row(topic, "a", 1)])
            await published(relay)
            fragile_kafka.kill()
            await given_rows(kernel_engine, [given_row(topic, "a", version) for version in range(2, 100)])
            await eventually(lambda: is_failing(relay))
            assert (await relay.flow())["outbox_pending"] == 98
            await asyncio.to_thread(fragile_kafka.start)
            await published(relay)
        found = sequences(await records_of(fragile_kafka.broker, topic))
        assert list(dict.fromkeys(found["a"])) == list(range(1, 100))

    async def test_may_be_missing_at_the_start(self, kernel_engine: AsyncEngine, fragile_kafka: Kafka) -> None:
        topic = given_topic(fragile_kafka.broker)
        fragile_kafka.kill()
        await given_rows(kernel_engine, [given_row(topic)])
        relay = given_relay(kernel_engine, fragile_kafka.broker)
        async with running(relay):
            await eventually(lambda: is_failing(relay))
            await asyncio.to_thread(fragile_kafka.start)
            await published(relay)
        assert len(await records_of(fragile_kafka.broker, topic)) == 1

    async def test_is_told_everything_in_order_when_its_disk_was_replaced(
        self, kernel_engine: AsyncEngine, fragile_kafka: Kafka, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What was under way when republish came is given up before the empty broker starts."""
        monkeypatch.setattr(publisher, "DELIVERY_SECONDS", 8)
        topic = given_topic(fragile_kafka.broker)
        relay = given_relay(kernel_engine, fragile_kafka.broker)
        async with running(relay):
            await given_rows(kernel_engine, [given_row(topic, "a", 1)])
            await published(relay)
            fragile_kafka.kill()
            await given_rows(kernel_engine, [given_row(topic, "a", version) for version in range(2, 6)])
            await asyncio.sleep(1)  # a relay looks every 0.5 s: now it is sending
            assert await republish(kernel_engine, EVER) == 1
            await asyncio.sleep(8 + 1)  # as UNDER_WAY_SECONDS with these limits
            shutil.rmtree(fragile_kafka.home / "kafka" / "data")
            fragile_kafka.prepare()
            await asyncio.to_thread(fragile_kafka.start)
            given_topic(fragile_kafka.broker, name=topic)
            await published(relay)
        found = sequences(await records_of(fragile_kafka.broker, topic))
        assert list(dict.fromkeys(found["a"])) == [1, 2, 3, 4, 5]

    async def test_does_not_keep_the_relay_from_stopping(self, kernel_engine: AsyncEngine, kafka: Kafka) -> None:
        await given_rows(kernel_engine, [given_row("nowhere")])
        relay = given_relay(kernel_engine, replace(kafka.broker, servers=UNKNOWN_BROKER))
        async with asyncio.timeout(9):
            async with running(relay):
                await eventually(lambda: is_failing(relay))
        assert (await relay.flow())["outbox_pending"] == 1


class TestThePublisher:
    async def test_throws_its_producer_away_when_an_acknowledgement_does_not_come(
        self, kafka: Kafka, topic: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sender = Publisher(kafka.broker)
        before = await sender.connect()
        monkeypatch.setattr(publisher, "DELIVERY_SECONDS", 0)
        with pytest.raises(DeliveryFailed):
            await sender.send([given_pending(topic)])
        monkeypatch.setattr(publisher, "DELIVERY_SECONDS", 10)
        await sender.send([given_pending(topic)])
        assert await sender.connect() is not before
        await sender.close()

    async def test_sends_a_full_chunk_as_one_batch_whatever_partition_its_rows_go_to(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        """As many bytes as position.py lets into one chunk, all of one key."""
        events = 2_000
        await given_rows(kernel_engine, [given_row(topic, "a", each, b"x" * 850) for each in range(1, events + 1)])
        relay = given_relay(kernel_engine, kafka.broker)
        async with running(relay):
            await published(relay)
        assert sequences(await records_of(kafka.broker, topic)) == {"a": list(range(1, events + 1))}

    async def test_sends_the_largest_row_there_may_be(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        row = given_row(topic)
        largest = MAX_RECORD_BYTES - len(row.headers) - len(row.key)
        await given_rows(kernel_engine, [given_row(topic, "a", 1, b"x" * largest), given_row(topic, "a", 2)])
        relay = given_relay(kernel_engine, kafka.broker)
        async with running(relay):
            await published(relay)
        assert sequences(await records_of(kafka.broker, topic)) == {"a": [1, 2]}

    async def test_refuses_rows_that_are_no_chunk_and_sends_none_of_them(self, kafka: Kafka, topic: str) -> None:
        sender = Publisher(kafka.broker)
        with pytest.raises(DeliveryFailed, match="does not fit"):
            await sender.send([given_pending(topic, "a", version, b"x" * 600_000) for version in (1, 2)])
        await sender.close()
        assert await records_of(kafka.broker, topic) == []


def given_pending(topic: str, key: str = "a", version: int = 1, payload: bytes = b"{}") -> position.Pending:
    row = given_row(topic, key, version, payload)
    return position.Pending(version, row.topic, row.key, row.headers, row.payload, now())
