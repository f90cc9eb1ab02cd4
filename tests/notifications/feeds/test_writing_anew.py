"""A feed is written from its first event on again where its topic, or one that it is made of, is not what it was."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError
from aiokafka.structs import ConsumerRecord
from confluent_kafka import Producer
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.kafka.client import configuration
from deploy.kafka.topics import Topic, apply
from services.notifications.feeds import loop
from services.notifications.feeds.commands import keep_events
from services.notifications.feeds.domain import HISTORY
from shared.database.driver import autocommitting
from shared.ids import new_id
from shared.kafka.broker import Broker
from shared.kafka.topics import make_missing
from tests.notifications.feeds.given import (
    OTHER_ROOM,
    PERSONS,
    ROOM,
    SUBSCRIPTIONS_TOPIC,
    deceased,
    given_county,
    given_writer,
    registered,
    subscription,
    told,
)
from tests.notifications.feeds.test_fetching import kept_as, made_anew
from tests.notifications.feeds.test_writing import FEED, STATION_CODE, ids_in, is_made, lived, written
from tests.shared.wire import delete_topic, eventually, records_of, running


@pytest.fixture
def county(kafka: Kafka) -> Broker:
    return given_county(kafka.broker)


def put(broker: Broker, topic: str, records: Sequence[ConsumerRecord]) -> None:
    """As they are."""
    producer = Producer(configuration(broker))
    for each in records:
        producer.produce(broker.physical(topic), each.value, each.key, headers=list(each.headers))
    assert producer.flush(60) == 0


class TestAFeed:
    @pytest.mark.parametrize("cut_off", [False, True])
    async def test_begins_anew_where_its_topic_was_lost(
        self, notifications_engine: AsyncEngine, county: Broker, monkeypatch: pytest.MonkeyPatch, cut_off: bool
    ) -> None:
        """Also where who makes it is cut off as soon as it is made."""
        await told(notifications_engine, subscription(divisions=(STATION_CODE,)))
        ids = await lived(notifications_engine, county, (registered(), 1))
        await written(notifications_engine, county)
        delete_topic(county, county.physical(FEED))
        failures = [KafkaConnectionError()] if cut_off else []

        async def make(*named: Any, **how: Any) -> Any:
            made = await make_missing(*named, **how)
            if failures:
                raise failures.pop()
            return made

        monkeypatch.setattr(loop, "make_missing", make)

        async def anew() -> bool:
            return await is_made(county) and await ids_in(county) == list(ids)

        async with running(given_writer(notifications_engine, county)):
            await eventually(anew)

    async def test_is_written_anew_where_a_topic_of_its_types_is(
        self, notifications_engine: AsyncEngine, county: Broker
    ) -> None:
        """Without what the topic's owner lost, and every record says that its history is another."""
        await told(notifications_engine, subscription(divisions=(STATION_CODE,)))
        person = new_id()
        mine, lost = registered(ROOM, person), deceased(ROOM, person)
        [its_id, _] = await lived(notifications_engine, county, (mine, 1), (lost, 2))
        await written(notifications_engine, county)
        await made_anew(notifications_engine, PERSONS)
        async with autocommitting(notifications_engine).connect() as session:
            await keep_events(session, [kept_as(mine, its_id)], [])

        async def anew() -> bool:
            return await ids_in(county) == [its_id]

        async with running(given_writer(notifications_engine, county)):
            await eventually(anew)
        [record] = await records_of(county, county.physical(FEED))
        assert dict(record.headers)[HISTORY]

    @pytest.mark.parametrize("there", [0, 1])
    async def test_begins_anew_where_its_topic_is_older_than_what_was_written(
        self, notifications_engine: AsyncEngine, county: Broker, there: int
    ) -> None:
        """A broker that came back empty, or from a snapshot; what was written before is not lost for its reader."""
        await told(notifications_engine, subscription(divisions=(STATION_CODE,)))
        ids = await lived(
            notifications_engine, county, (registered(), 1), (registered(OTHER_ROOM), 1), (registered(), 1)
        )
        await written(notifications_engine, county)
        older = (await records_of(county, county.physical(FEED)))[:there]
        delete_topic(county, county.physical(FEED))
        await asyncio.to_thread(apply, county, [Topic(FEED, 1, {})])
        put(county, FEED, older)
        [new] = await lived(notifications_engine, county, (registered(), 1))
        await written(notifications_engine, county)
        *before, last = await ids_in(county)
        assert (set(before), len(before), last) == ({ids[0], ids[2]}, 2, new)

    async def test_is_looked_at_again_from_time_to_time(
        self, notifications_engine: AsyncEngine, county: Broker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Also where whoever writes it is told of nothing, since nothing happens."""
        monkeypatch.setattr(loop, "LOOK_AGAIN_SECONDS", 0.1)
        await told(notifications_engine, subscription(divisions=(STATION_CODE,)))
        ids = await lived(notifications_engine, county, (registered(), 1))

        async def is_there() -> bool:
            return await is_made(county) and await ids_in(county) == ids

        async with running(given_writer(notifications_engine, county)):
            await eventually(is_there)
            delete_topic(county, county.physical(FEED))
            await eventually(is_there)

    async def test_waits_for_the_topic_that_it_is_made_like(
        self, notifications_engine: AsyncEngine, county: Broker
    ) -> None:
        """Registry's own, while that is made anew; the worker goes on meanwhile."""
        await told(notifications_engine, subscription(divisions=(STATION_CODE,)))
        delete_topic(county, county.physical(SUBSCRIPTIONS_TOPIC))
        writer = given_writer(notifications_engine, county)

        async def is_troubled() -> bool:
            return not (await writer.checks())[0].ok

        async with running(writer):
            await eventually(is_troubled)
            await asyncio.to_thread(apply, county, [Topic(SUBSCRIPTIONS_TOPIC, 1, {})])
            await eventually(lambda: is_made(county))
