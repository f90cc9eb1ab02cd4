"""Republishing: what was published goes out again, from any event on; what waits stays where it is."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from shared.outbox.republish import republish
from shared.outbox.rows import OutboxRow, insert_rows
from tests.given import NOW
from tests.shared.wire import delete_topic, given_relay, given_row, given_topic, published, records_of, running, scalar


async def given_rows_of_days(
    engine: AsyncEngine, topic: str, days: int, *, apart: timedelta = timedelta(days=1)
) -> None:
    """One event of key "a" a day, or as far `apart`; the last one NOW."""
    for day in range(days):
        async with engine.begin() as connection:
            row: OutboxRow = given_row(topic, "a", day + 1)
            await insert_rows(connection, [row], now=NOW - apart * (days - 1 - day))


async def sent_versions(kafka: Kafka, topic: str) -> list[int]:
    return [int(dict(r.headers)["ce_sequence"]) for r in await records_of(kafka.broker, topic)]


class TestRepublish:
    async def test_sends_again_what_was_recorded_since_in_the_same_order(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        await given_rows_of_days(kernel_engine, topic, 5)
        relay = given_relay(kernel_engine, kafka.broker)
        async with running(relay):
            await published(relay)
            assert await republish(kernel_engine, NOW - timedelta(days=1, hours=1)) == 2
            await published(relay)
        assert await sent_versions(kafka, topic) == [1, 2, 3, 4, 5, 4, 5]

    async def test_repairs_a_topic_that_was_lost(self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str) -> None:
        await given_rows_of_days(kernel_engine, topic, 3)
        relay = given_relay(kernel_engine, kafka.broker)
        async with running(relay):
            await published(relay)
        delete_topic(kafka.broker, topic)
        given_topic(kafka.broker, name=topic)
        assert await republish(kernel_engine) == 3
        async with running(relay):
            await published(relay)
        assert await sent_versions(kafka, topic) == [1, 2, 3]

    async def test_begins_with_the_first_event_however_old_it_is(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        """And while the relay runs, which reads chunks as ever."""
        await given_rows_of_days(kernel_engine, topic, 40, apart=timedelta(days=100))
        relay = given_relay(kernel_engine, kafka.broker)
        async with running(relay):
            await published(relay)
            assert await republish(kernel_engine) == 40
            await published(relay)
        assert await sent_versions(kafka, topic) == [*range(1, 41)] * 2

    async def test_does_nothing_when_nothing_is_as_young(self, kernel_engine: AsyncEngine, topic: str) -> None:
        await given_rows_of_days(kernel_engine, topic, 2)
        assert await republish(kernel_engine, NOW + timedelta(hours=1)) == 0

    async def test_counts_only_what_was_published(self, kernel_engine: AsyncEngine, topic: str) -> None:
        await given_rows_of_days(kernel_engine, topic, 2)
        assert await republish(kernel_engine, NOW - timedelta(days=30)) == 0

    async def test_does_not_forget_what_was_published_out_of_turn_below(self, kernel_engine: AsyncEngine) -> None:
        """Id 1 still runs, 2 and 3 are out, 4 is to be sent again: 2 and 3 stay published."""
        await given_rows_of_days(kernel_engine, "t", 4)
        async with kernel_engine.begin() as connection:
            await connection.execute(text("INSERT INTO outbox_position VALUES (true, 0, '{[2,4]}', 7)"))
        assert await republish(kernel_engine, NOW - timedelta(hours=1)) == 1
        assert await scalar(kernel_engine, "SELECT (floor, ahead::text, revision)::text FROM outbox_position") == (
            '(0,"{[2,4)}",8)'
        )
