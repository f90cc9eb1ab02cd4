"""Whether Kafka holds all that was published."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from shared.events.catalogue import TOPIC_CONFIG, Origin
from shared.kafka.topics import make_anew
from shared.outbox import reconcile
from shared.outbox.completeness import Completeness, completeness
from shared.outbox.reconcile import replace_log
from shared.outbox.session import relay_session
from tests.shared.outbox.test_unrecorded import given_event, given_history, go_back
from tests.shared.wire import given_relay, given_rows, published, running


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "UNDER_WAY_SECONDS", 0.2)


async def found(engine: AsyncEngine, kafka: Kafka, topic: str) -> Completeness:
    async with relay_session(engine) as session:
        return await completeness(session, Origin("/tests", (topic,)), kafka.broker)


class TestCompleteness:
    async def test_is_said_of_a_log_that_has_everything(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        relay = given_relay(kernel_engine, kafka.broker, topic)
        await given_history(relay, kernel_engine, topic)
        assert await found(kernel_engine, kafka, topic) == Completeness(20, 0, 0, 0)

    async def test_is_not_said_of_an_empty_one(self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str) -> None:
        relay = given_relay(kernel_engine, kafka.broker, topic)
        await given_history(relay, kernel_engine, topic)
        await make_anew(kafka.broker, [topic], TOPIC_CONFIG)
        assert await found(kernel_engine, kafka, topic) == Completeness(20, 20, 0, 0)

    async def test_is_not_said_of_one_that_begins_in_the_middle_and_comes_back(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        """The relay went on into the empty log; then it is filled."""
        relay = given_relay(kernel_engine, kafka.broker, topic)
        await given_history(relay, kernel_engine, topic)
        await make_anew(kafka.broker, [topic], TOPIC_CONFIG)
        await given_rows(kernel_engine, [given_event(topic, "a", 6)])
        async with running(relay):
            await published(relay)
            assert await found(kernel_engine, kafka, topic) == Completeness(21, 20, 1, 0)
            await replace_log(kernel_engine, Origin("/tests", (topic,)), kafka.broker)
            await published(relay)
        assert await found(kernel_engine, kafka, topic) == Completeness(21, 0, 0, 0)

    async def test_counts_what_the_database_does_not_know(
        self, kernel_engine: AsyncEngine, kafka: Kafka, topic: str
    ) -> None:
        relay = given_relay(kernel_engine, kafka.broker, topic)
        await given_history(relay, kernel_engine, topic)
        await go_back(kernel_engine, 3)
        assert await found(kernel_engine, kafka, topic) == Completeness(17, 0, 0, 3)
