"""The relay: everything, in order, on the right partition, and nothing lost whatever goes away."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import pytest
from aiokafka.structs import ConsumerRecord
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from shared.database.locks import RELAY
from shared.database.session_lock import try_lock
from shared.events.envelope import decode_headers
from shared.events.registry import GrantRevoked
from shared.ids import new_id
from shared.outbox import position, publisher
from shared.outbox import relay as relaying
from shared.outbox.position import FIRST_POSITION, Pending, Position
from shared.outbox.publisher import Publisher
from shared.outbox.record import Outgoing, record
from shared.outbox.relay import Relay
from shared.outbox.rows import OutboxRow, insert_rows
from shared.outbox.session import relay_session
from tests.given import NOW
from tests.shared.wire import (
    counted,
    eventually,
    given_relay,
    given_row,
    given_rows,
    given_topic,
    published,
    records_of,
    running,
    scalar,
)

UNKNOWN_BROKER = "127.0.0.1:9"


def given_life(topic: str, keys: int, versions: int) -> list[OutboxRow]:
    """`versions` events of each of `keys` aggregates, interleaved."""
    return [given_row(topic, f"key-{key}", version + 1) for version in range(versions) for key in range(keys)]


def sequences(records: list[ConsumerRecord]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for each in records:
        found[each.key.decode()].append(int(dict(each.headers)["ce_sequence"]))
    return found


class TestTheRelay:
    async def test_publishes_each_aggregate_in_the_order_of_its_versions(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        await given_rows(kernel_engine, given_life(topic, keys=40, versions=60))
        relay = given_relay(kernel_engine, kafka.broker)
        async with running(relay):
            await published(relay)
        found = sequences(await records_of(kafka.broker, topic))
        assert found == {f"key-{key}": list(range(1, 61)) for key in range(40)}

    async def test_sends_key_headers_and_value_as_recorded(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        row = given_row(topic, "钥匙", payload='{"姓":"范"}'.encode())
        await given_rows(kernel_engine, [row])
        relay = given_relay(kernel_engine, kafka.broker)
        async with running(relay):
            await published(relay)
        (sent,) = await records_of(kafka.broker, topic)
        assert (sent.key.decode(), sent.value.decode()) == ("钥匙", '{"姓":"范"}')
        assert sent.headers == (("ce_specversion", b"1.0"), ("ce_sequence", b"1"))

    async def test_sends_envelopes_a_consumer_can_read(self, kernel_engine: AsyncEngine, kafka: Kafka) -> None:
        given_topic(kafka.broker, name="registry.grants")
        event = GrantRevoked(grant_id=new_id(), account_id=new_id(), revoked_at=NOW)
        async with kernel_engine.begin() as connection:
            await record(connection, [Outgoing(event, 1)], now=NOW)
        relay = given_relay(kernel_engine, kafka.broker)
        async with running(relay):
            await published(relay)
        sent = (await records_of(kafka.broker, "registry.grants"))[-1]
        assert decode_headers(sent.headers).subject == str(event.grant_id)

    async def test_needs_few_statements_for_many_events(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        events = 10_000
        await given_rows(kernel_engine, given_life(topic, keys=100, versions=events // 100))
        relay = given_relay(kernel_engine, kafka.broker)
        with counted(kernel_engine) as statements:
            async with running(relay):
                await eventually(lambda: has_floor(kernel_engine, events, statements))
        spent = [each for each in statements if "outbox" in each and "looked at by the test" not in each]
        assert len(spent) / events <= 0.02

    async def test_asks_the_database_rarely_when_nothing_happens(
        self, kernel_engine: AsyncEngine, kafka: Kafka
    ) -> None:
        relay = given_relay(kernel_engine, kafka.broker)
        with counted(kernel_engine) as statements:
            async with running(relay):
                await eventually(lambda: is_active(relay))
                before = len(statements)
                await asyncio.sleep(2)
                spent = len(statements) - before
        assert 0 < spent <= 2 * 25

    async def test_publishes_what_commits_late(self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str) -> None:
        relay = given_relay(kernel_engine, kafka.broker)
        async with running(relay), kernel_engine.connect() as slow:
            await slow.execute(text("SELECT pg_current_xact_id()"))
            await insert_rows(slow, [given_row(topic, "late")], now=NOW)
            await given_rows(kernel_engine, [given_row(topic, "early")])
            await published(relay)
            await slow.commit()
            await published(relay)
        assert set(sequences(await records_of(kafka.broker, topic))) == {"late", "early"}

    async def test_marks_what_was_acknowledged_when_it_is_told_to_stop(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nothing that Kafka has is pending after an orderly stop, or sent again by the next relay."""
        monkeypatch.setattr(position, "CHUNK_ROWS", 10)
        await given_rows(kernel_engine, given_life(topic, keys=5, versions=20))
        relay = given_relay(kernel_engine, kafka.broker)
        stop = asyncio.Event()
        stop_while_a_chunk_travels(monkeypatch, stop)
        await relay.run(stop)
        assert len(await records_of(kafka.broker, topic)) == 10
        assert (await relay.flow())["outbox_pending"] == 90
        monkeypatch.undo()
        async with running(relay):
            await published(relay)
        found = sequences(await records_of(kafka.broker, topic))
        assert found == {f"key-{key}": list(range(1, 21)) for key in range(5)}

    async def test_is_ready_as_long_as_it_progresses_in_a_backlog_that_takes_long(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(position, "CHUNK_ROWS", 10)
        monkeypatch.setattr(relaying, "PATIENCE_SECONDS", 1)
        slow_down(monkeypatch, seconds=0.2)
        await given_rows(kernel_engine, given_life(topic, keys=10, versions=20))
        relay = given_relay(kernel_engine, kafka.broker)
        found = []
        async with running(relay):
            await eventually(lambda: is_active(relay))
            while (await relay.flow())["outbox_pending"]:
                found.append((await relay.checks())[0].ok)
                await asyncio.sleep(0.1)
        assert len(found) > 15
        assert all(found)

    async def test_holds_everything_back_for_a_topic_that_is_missing_and_skips_nothing(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(publisher, "DELIVERY_SECONDS", 0.5)
        missing = f"{topic}-later"
        await given_rows(kernel_engine, [given_row(missing, "a"), given_row(topic, "b")])
        relay = given_relay(kernel_engine, kafka.broker)
        async with running(relay):
            await eventually(lambda: is_failing(relay))
            assert (await relay.flow())["outbox_pending"] == 2
            given_topic(kafka.broker, name=missing)
            await published(relay)
        assert len(await records_of(kafka.broker, missing)) == 1
        assert len(await records_of(kafka.broker, topic)) == 1


class TestTheFlow:
    async def test_counts_everything_before_the_first_relay_has_started(
        self, kernel_engine: AsyncEngine, kafka: Kafka
    ) -> None:
        await given_rows(kernel_engine, [given_row("t", key) for key in "ab"])
        relay = given_relay(kernel_engine, replace(kafka.broker, servers=UNKNOWN_BROKER))
        assert await relay.flow() == {"outbox_pending": 2}


class TestTwoRelays:
    async def test_take_turns_not_part(self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str) -> None:
        first = given_relay(kernel_engine, kafka.broker)
        second = given_relay(kernel_engine, kafka.broker)
        async with running(second):
            async with running(first):
                await eventually(lambda: all_started(first, second))
                states = [(await relay.checks())[0].detail for relay in (first, second)]
                assert sorted(states) == ["active", "standing by"]
                await given_rows(kernel_engine, given_life(topic, keys=20, versions=50))
                await published(first)
            await given_rows(kernel_engine, [given_row(topic, "after")])
            await published(second)
        found = sequences(await records_of(kafka.broker, topic))
        assert found.pop("after") == [1]
        assert found == {f"key-{key}": list(range(1, 51)) for key in range(20)}

    async def test_hand_over_when_the_session_of_the_active_one_dies(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        relays = [given_relay(kernel_engine, kafka.broker) for _ in range(2)]
        async with running(relays[0]), running(relays[1]):
            await eventually(lambda: all_started(*relays))
            killed = await scalar(
                kernel_engine,
                "SELECT count(pg_terminate_backend(pid)) FROM pg_locks"
                " WHERE locktype = 'advisory' AND granted AND classid = :classid AND objid = :objid",
                **RELAY._asdict(),
            )
            assert killed == 1
            await given_rows(kernel_engine, [given_row(topic)])
            await published(relays[0])
        assert len(await records_of(kafka.broker, topic)) >= 1


class TestACrashBetweenSendingAndMarking:
    async def test_sends_again_in_the_same_order(self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str) -> None:
        await given_rows(kernel_engine, given_life(topic, keys=3, versions=4))
        crashing = Publisher(kafka.broker)
        async with relay_session(kernel_engine) as connection:
            assert await try_lock(connection, RELAY)
            await connection.execute(FIRST_POSITION)
            await crashing.send(await Position(connection).read())
        await crashing.close()
        relay = given_relay(kernel_engine, kafka.broker)
        async with running(relay):
            await published(relay)
        found = sequences(await records_of(kafka.broker, topic))
        assert found == {f"key-{key}": [1, 2, 3, 4] * 2 for key in range(3)}


async def has_floor(engine: AsyncEngine, events: int, _statements: list[str]) -> bool:
    published_ids = "SELECT floor + coalesce((SELECT sum(upper(r) - lower(r)) FROM unnest(ahead) r), 0)"
    found = await scalar(engine, f"{published_ids} FROM outbox_position -- looked at by the test")
    return found is not None and int(found) >= events


def stop_while_a_chunk_travels(monkeypatch: pytest.MonkeyPatch, stop: asyncio.Event) -> None:
    send = Publisher.send

    async def send_and_stop(self: Publisher, rows: Sequence[Pending]) -> None:
        await send(self, rows)
        stop.set()

    monkeypatch.setattr(Publisher, "send", send_and_stop)


def slow_down(monkeypatch: pytest.MonkeyPatch, *, seconds: float) -> None:
    send = Publisher.send

    async def send_slowly(self: Publisher, rows: Sequence[Pending]) -> None:
        await asyncio.sleep(seconds)
        await send(self, rows)

    monkeypatch.setattr(Publisher, "send", send_slowly)


async def is_active(relay: Relay) -> bool:
    return (await relay.checks())[0].detail == "active"


async def is_failing(relay: Relay) -> bool:
    return (await relay.checks())[0].detail.startswith("kafka")


async def all_started(*relays: Relay) -> bool:
    return all([(await relay.checks())[0].detail in {"active", "standing by"} for relay in relays])
