"""Counties that share a broker: each has its own topics and groups, and neither code nor tables know the prefix."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer
from confluent_kafka.admin import AdminClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.kafka.client import configuration
from shared.events.catalogue import Origin
from shared.ids import new_id
from shared.outbox import reconcile
from shared.outbox.reconcile import replace_log
from tests.shared.inbox.given import AccountOpened, AmountAdded, Bank, open_bank
from tests.shared.inbox.test_replaced_log import record
from tests.shared.rebuild.test_from_log import from_log
from tests.shared.wire import given_relay, given_topic, published, running, scalar


@pytest_asyncio.fixture
async def county(bank_tables: None, kernel_engine: AsyncEngine, kafka: Kafka) -> AsyncIterator[Bank]:
    made = await open_bank(kernel_engine, replace(kafka.broker, prefix="xinye."))
    yield made
    await made.producer.stop()


@pytest_asyncio.fixture
async def neighbour(county: Bank) -> AsyncIterator[Bank]:
    """Another county, whose topic and group have the same names."""
    broker = replace(county.broker, prefix="nanyang.")
    given_topic(broker, name=county.topic)
    async with AIOKafkaProducer(**broker.options) as producer:
        yield replace(county, broker=broker, producer=producer)


class TestCountiesOnOneBroker:
    async def test_hear_nothing_of_each_other(self, county: Bank, neighbour: Bank) -> None:
        own, of_the_neighbour = await county.open_account(5), await neighbour.open_account(7)
        await county.consume()
        assert await county.balance(own) == (5, 1)
        assert await county.balance(of_the_neighbour) is None

    async def test_have_names_of_their_own_at_the_broker_alone(self, county: Bank, neighbour: Bank) -> None:
        await county.open_account(1)
        await county.consume()
        client = AdminClient(configuration(county.broker))
        there = {name for name in client.list_topics(timeout=10).topics if name.endswith(county.topic)}
        assert there == {f"xinye.{county.topic}", f"nanyang.{county.topic}"}
        groups = [group.group_id for group in client.list_consumer_groups().result().valid]
        assert [group for group in groups if group.endswith(county.group)] == [f"xinye.{county.group}"]
        async with county.engine.connect() as connection:
            kept = await connection.execute(text('SELECT DISTINCT topic, "group" FROM consumer_offset'))
        assert [tuple(row) for row in kept] == [(county.topic, county.group)]

    async def test_publish_reconcile_and_rebuild_by_the_names_that_the_code_knows(
        self, county: Bank, neighbour: Bank, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reconcile, "UNDER_WAY_SECONDS", 0.2)
        theirs = await neighbour.open_account(7)
        account = new_id()
        await record(county, [(AccountOpened(account_id=account), 1), (AmountAdded(account_id=account, amount=5), 2)])
        origin = Origin(county.known[0].source, (county.topic,))
        relay = given_relay(county.engine, county.broker, *origin.topics, source=origin.source)
        async with running(relay), county.consuming() as consumer:
            await published(relay)
            assert (await replace_log(county.engine, origin, county.broker)).topics == [county.topic]
            await published(relay)
            await county.consumed(consumer)
            await from_log(county)
        assert await county.balance(account) == (5, 1)
        assert await scalar(county.engine, "SELECT count(*) FROM balance") == 1
        assert await county.balance(theirs) is None
