"""A producer whose database went back: noticed before it gives the sequences of lost events to other facts."""

import asyncio
from collections.abc import Sequence

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaTimeoutError
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.embedded.readiness import LEFT_TO_PEOPLE
from shared.database.locks import RELAY
from shared.database.session_lock import try_lock
from shared.events.catalogue import DEAD_LETTER_ID, SERVICES, origin_of, topics
from shared.events.contract import PiiClass
from shared.events.envelope import Envelope, encode_headers
from shared.ids import new_id
from shared.kafka.log import LogReader, Slice
from shared.outbox import reconcile
from shared.outbox import relay as relaying
from shared.outbox.relay import Relay
from shared.outbox.rows import OutboxRow, pack_headers, unpack_headers
from shared.outbox.session import relay_session
from tests.given import NOW
from tests.shared.wire import (
    delete_topic,
    eventually,
    given_relay,
    given_rows,
    given_topic,
    published,
    records_of,
    running,
)


def given_event(topic: str, key: str, version: int, *, source: str = "/tests") -> OutboxRow:
    """An event as a service records it."""
    envelope = Envelope(
        id=new_id(), source=source, type="cn.veterans.tests.happened.v1", subject=key, time=NOW, dataschema="urn:t",
        partitionkey=key, sequence=version, correlationid="c", piiclass=PiiClass.P0,
    )  # fmt: skip
    return OutboxRow(envelope.id, topic, key, key, version, "t", pack_headers(encode_headers(envelope)), b"{}")


async def given_history(relay: Relay, engine: AsyncEngine, topic: str) -> Sequence[OutboxRow]:
    """Five events of each of four aggregates, on Kafka and in the outbox."""
    rows = [given_event(topic, key, version) for version in range(1, 6) for key in "abcd"]
    await given_rows(engine, rows)
    async with running(relay):
        await published(relay)
    return rows


async def go_back(engine: AsyncEngine, events: int) -> None:
    """As a restore does: the youngest events are gone, and what was known of their publication."""
    async with engine.begin() as connection:
        await connection.execute(
            text("DELETE FROM outbox WHERE id IN (SELECT id FROM outbox ORDER BY id DESC LIMIT :events)"),
            {"events": events},
        )
        left = "coalesce((SELECT range_agg(int8range(id, id, '[]')) FROM outbox), '{}')"
        await connection.execute(text(f"UPDATE outbox_position SET floor = 0, ahead = {left}"))


async def is_refusing(relay: Relay) -> bool:
    (check,) = await relay.checks()
    return not check.ok and check.detail.startswith("kafka is ahead") and LEFT_TO_PEOPLE["relay"] in check.detail


async def count_of(kafka: Kafka, topic: str) -> int:
    return len(await records_of(kafka.broker, topic))


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relaying, "REFUSAL_SECONDS", 0.1)


class TestARelayWhoseDatabaseWentBack:
    async def test_publishes_nothing_and_says_where_kafka_is_ahead(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        relay = given_relay(kernel_engine, kafka.broker, topic)
        lost = (await given_history(relay, kernel_engine, topic))[-1]
        await go_back(kernel_engine, 1)
        await given_rows(kernel_engine, [given_event(topic, "new", 1)])
        async with running(relay):
            await eventually(lambda: is_refusing(relay))
            said = (await relay.checks())[0].detail
            assert REGISTRY.get_sample_value("veterans_outbox_kafka_ahead") == 1
            assert REGISTRY.get_sample_value("veterans_outbox_relay_active") == 0
        records = await records_of(kafka.broker, topic)
        (last,) = [record for record in records if dict(record.headers)["ce_id"].decode() == str(lost.event_id)]
        assert len(records) == 20
        assert f"{topic}/{last.partition} offset {last.offset}" in said
        assert f"d sequence 5, event {lost.event_id}" in said

    async def test_publishes_nothing_either_while_kafka_does_not_say_what_it_holds(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        relay = given_relay(kernel_engine, kafka.broker, topic)
        await given_history(relay, kernel_engine, topic)
        await go_back(kernel_engine, 1)
        await given_rows(kernel_engine, [given_event(topic, "new", 1)])

        async def nothing(log: LogReader, partition: TopicPartition, offset: int) -> Slice:
            raise KafkaTimeoutError

        async def is_told() -> bool:
            return "KafkaTimeoutError" in (await relay.checks())[0].detail

        with monkeypatch.context() as away:
            away.setattr(LogReader, "read", nothing)
            async with running(relay):
                await eventually(is_told)
                await asyncio.sleep(1)
        assert await count_of(kafka, topic) == 20

    async def test_is_found_out_too_when_another_event_has_taken_the_sequence(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        relay = given_relay(kernel_engine, kafka.broker, topic)
        await given_history(relay, kernel_engine, topic)
        await go_back(kernel_engine, 1)
        await given_rows(kernel_engine, [given_event(topic, "d", 5)])
        async with running(relay):
            await eventually(lambda: is_refusing(relay))
        assert await count_of(kafka, topic) == 20

    async def test_goes_on_by_itself_when_the_database_is_whole_again(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        relay = given_relay(kernel_engine, kafka.broker, topic)
        lost = (await given_history(relay, kernel_engine, topic))[-2:]
        await go_back(kernel_engine, 2)
        async with running(relay):
            await eventually(lambda: is_refusing(relay))
            await given_rows(kernel_engine, [*lost, given_event(topic, "new", 1)])
            await published(relay)
            (check,) = await relay.checks()
            assert (check.ok, check.detail) == (True, "active")
            assert REGISTRY.get_sample_value("veterans_outbox_kafka_ahead") == 0
        assert await count_of(kafka, topic) == 20 + 3

    async def test_says_nothing_of_it_any_more_when_another_has_the_lock(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        relay = given_relay(kernel_engine, kafka.broker, topic)
        await given_history(relay, kernel_engine, topic)
        await go_back(kernel_engine, 1)
        async with running(relay), relay_session(kernel_engine, idle_seconds=0) as other:
            await eventually(lambda: is_refusing(relay))

            async def has_the_lock() -> bool:
                await other.fetch(reconcile._END_HOLDER, *RELAY)
                return await try_lock(other, RELAY)

            await eventually(has_the_lock)

            async def stands_by() -> bool:
                (check,) = await relay.checks()
                return check.ok and check.detail == "standing by"

            await eventually(stands_by)
            assert REGISTRY.get_sample_value("veterans_outbox_kafka_ahead") == 0

    async def test_is_found_out_by_a_dead_letter_as_well(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        relay = given_relay(kernel_engine, kafka.broker, topic)
        letter = given_letter(topic)
        await given_rows(kernel_engine, [letter])
        async with running(relay):
            await published(relay)
        async with running(relay):
            await eventually(lambda: is_active(relay))
        await go_back(kernel_engine, 1)
        async with running(relay):
            await eventually(lambda: is_refusing(relay))

    async def test_is_found_out_although_strangers_wrote_behind_its_last_event(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        relay = given_relay(kernel_engine, kafka.broker, topic)
        await given_history(relay, kernel_engine, topic)
        await given_strangers(kafka, topic)
        await go_back(kernel_engine, 1)
        async with running(relay):
            await eventually(lambda: is_refusing(relay))


class TestARelayWhoseDatabaseIsWhole:
    async def test_is_not_stopped_by_what_is_not_in_its_name(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        relay = given_relay(kernel_engine, kafka.broker, topic)
        await given_history(relay, kernel_engine, topic)
        await given_strangers(kafka, topic)
        before = await count_of(kafka, topic)
        await given_rows(kernel_engine, [given_event(topic, "new", 1)])
        async with running(relay):
            await published(relay)
        assert await count_of(kafka, topic) == before + 1

    async def test_is_not_stopped_by_a_log_that_lost_events_or_all_of_them(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        """What is missing there is `republish`'s business."""
        relay = given_relay(kernel_engine, kafka.broker, topic)
        await given_history(relay, kernel_engine, topic)
        delete_topic(kafka.broker, topic)
        given_topic(kafka.broker, name=topic)
        await given_rows(kernel_engine, [given_event(topic, "new", 1)])
        async with running(relay):
            await published(relay)
        assert await count_of(kafka, topic) == 1

    async def test_is_not_stopped_by_a_topic_that_does_not_exist_yet(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        relay = given_relay(kernel_engine, kafka.broker, topic, f"{topic}-later")
        await given_history(relay, kernel_engine, topic)
        assert await count_of(kafka, topic) == 20


class TestAnOrigin:
    @pytest.mark.parametrize("service", SERVICES)
    def test_has_every_topic_of_its_service_and_no_other(self, service: str) -> None:
        origin = origin_of(service)
        assert origin.source == f"/{service}"
        assert set(origin.topics) == {topic.name for topic in topics() if topic.owner == service}
        assert f"{service}.dead-letter" in origin.topics


def given_letter(topic: str) -> OutboxRow:
    """The headers of a stranger's broken record, and its own id."""
    letter = new_id()
    headers = [("ce_source", b"/elsewhere"), ("ce_sequence", b"-"), (DEAD_LETTER_ID, str(letter).encode())]
    return OutboxRow(letter, topic, "key", str(letter), 1, "unknown", pack_headers(headers), b"")


async def given_strangers(kafka: Kafka, topic: str) -> None:
    """At the end of every partition."""
    theirs = [
        encoded(given_event(topic, "a", 9, source="/elsewhere")),
        encoded(given_event(topic, "a\0b", 9)),
        [("ce_source", b"/tests"), ("ce_sequence", b"many")],
        [(DEAD_LETTER_ID, b"not an id"), ("ce_source", b"\xff")],
        [],
    ]
    async with AIOKafkaProducer(**kafka.broker.options) as producer:
        for partition in range(3):
            for headers in theirs:
                await producer.send_and_wait(topic, b"{}", key=b"a", partition=partition, headers=headers)


def encoded(row: OutboxRow) -> list[tuple[str, bytes]]:
    return [*unpack_headers(row.headers)]


async def is_active(relay: Relay) -> bool:
    return (await relay.checks())[0].detail == "active"
