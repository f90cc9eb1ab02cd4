"""What a worker measures, it measures from its database: also while those who work stand still."""

import math
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from deploy.embedded.kafka import Kafka
from shared.health import Check
from shared.inbox.measure import measuring_inbox
from shared.inbox.subscription import Subscription
from shared.outbox.measure import measure_outbox
from shared.service.measuring import Measuring
from tests.given import NOW
from tests.shared.inbox.given import Bank
from tests.shared.outbox.test_relay import UNKNOWN_BROKER, is_failing
from tests.shared.wire import eventually, given_relay, given_row, given_rows, given_topic, published, running

MINUTE = timedelta(minutes=1)


def value(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


async def measured(engine: AsyncEngine, *measures: object, at: datetime = NOW) -> None:
    await Measuring(engine, measures, checks=no_checks, clock=lambda: at).measure()  # type: ignore[arg-type]


async def no_checks() -> list[Check]:
    return []


class TestTheOldestUnpublishedEvent:
    async def test_grows_old_while_kafka_is_away(self, kernel_engine: AsyncEngine, kafka: Kafka) -> None:
        """What the relay itself measures stands still when the relay does."""
        relay = given_relay(kernel_engine, replace(kafka.broker, servers=UNKNOWN_BROKER))
        async with running(relay):
            await given_rows(kernel_engine, [given_row("nowhere"), given_row("nowhere", "b")])
            await eventually(lambda: is_failing(relay))
            await measured(kernel_engine, measure_outbox, at=NOW + 7 * MINUTE)
        assert value("veterans_outbox_oldest_unpublished_seconds") == 7 * 60

    async def test_is_none_when_everything_is_published(self, kernel_engine: AsyncEngine, kafka: Kafka) -> None:
        topic = given_topic(kafka.broker)
        relay = given_relay(kernel_engine, kafka.broker)
        async with running(relay):
            await given_rows(kernel_engine, [given_row(topic)])
            await published(relay)
            await measured(kernel_engine, measure_outbox, at=NOW + MINUTE)
        assert value("veterans_outbox_oldest_unpublished_seconds") == 0

    async def test_is_measured_before_the_first_relay(self, kernel_engine: AsyncEngine) -> None:
        await given_rows(kernel_engine, [given_row("nowhere")])
        await measured(kernel_engine, measure_outbox, at=NOW + MINUTE)
        assert value("veterans_outbox_oldest_unpublished_seconds") == 60


class TestWhatIsBehind:
    @pytest.fixture
    def inbox(self, bank: Bank) -> Callable[[AsyncConnection, datetime], Awaitable[None]]:
        return measuring_inbox(bank.group, Subscription(bank.projections, bank.known))

    async def test_is_so_for_ever_where_nobody_has_seen_the_end(self, bank: Bank, inbox: object) -> None:
        await measured(bank.engine, inbox)
        assert value("veterans_inbox_behind_seconds", topic=bank.topic) == math.inf

    async def test_is_counted_from_the_last_time_that_the_end_was_seen(self, bank: Bank, inbox: object) -> None:
        insert = text(
            'INSERT INTO topic_progress ("group", topic, lag, measured_at, caught_up_at)'
            " VALUES (:group, :topic, 3, clock_timestamp(), clock_timestamp() - interval '9 minutes')"
        )
        async with bank.engine.begin() as connection:
            await connection.execute(insert, {"group": bank.group, "topic": bank.topic})
        await measured(bank.engine, inbox)
        behind = value("veterans_inbox_behind_seconds", topic=bank.topic)
        assert behind is not None
        assert 540 <= behind < 600

    async def test_has_the_age_of_what_is_parked(self, bank: Bank, inbox: object) -> None:
        await measured(bank.engine, inbox, at=NOW)
        assert (value("veterans_inbox_parked_keys"), value("veterans_inbox_parked_oldest_seconds")) == (0, 0)
        insert = text(
            "INSERT INTO parked_key (id, topic, key, cause, detail, parked_at)"
            " VALUES (gen_random_uuid(), :topic, 'a', 'handler', 'x', :at)"
        )
        async with bank.engine.begin() as connection:
            await connection.execute(insert, {"topic": bank.topic, "at": NOW})
        await measured(bank.engine, inbox, at=NOW + MINUTE)
        assert (value("veterans_inbox_parked_keys"), value("veterans_inbox_parked_oldest_seconds")) == (1, 60)


class TestMeasuring:
    async def test_shows_each_check_of_the_worker(self, kernel_engine: AsyncEngine) -> None:
        async def checks() -> list[Check]:
            return [Check("relay", True), Check("contacts", False, "registry is away"), Check("contacts", True)]

        await Measuring(kernel_engine, [], checks=checks, clock=lambda: NOW).measure()
        assert value("veterans_check_ok", check="relay") == 1
        assert value("veterans_check_ok", check="contacts") == 0

    async def test_says_since_when_it_could_not(self, kernel_engine: AsyncEngine) -> None:
        async def fails(_connection: AsyncConnection, at: datetime) -> None:
            if at > NOW:
                raise TimeoutError

        await measured(kernel_engine, fails)
        await measured(kernel_engine, fails, at=NOW + MINUTE)
        assert value("veterans_measured_timestamp_seconds") == NOW.timestamp()

    async def test_goes_wrong_aloud_when_a_measure_is_wrong(self, kernel_engine: AsyncEngine) -> None:
        async def wrong(_connection: AsyncConnection, _at: datetime) -> None:
            raise LookupError

        with pytest.raises(LookupError):
            await measured(kernel_engine, wrong)
