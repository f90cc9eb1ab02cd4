"""Who is granted a part of the county reads a topic that is written for him alone."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from aiokafka.errors import UnknownTopicOrPartitionError
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.kafka.topics import Topic, apply
from services.notifications.feeds.commands import move_feed
from services.notifications.feeds.loop import measure_feeds
from services.notifications.feeds.queries import last_position, list_positions
from services.notifications.metrics import FEEDS_OLDEST_SECONDS
from shared import clock
from shared.database.driver import autocommitting
from shared.events.contract import Event
from shared.events.registry import SubscriptionRevoked
from shared.ids import new_id
from shared.kafka.broker import Broker
from shared.kafka.topics import topics_under
from tests.given import NOW
from tests.notifications.feeds.given import (
    OTHER,
    OTHER_ROOM,
    PERSONS,
    ROOM,
    STATION,
    UNTIL,
    deceased,
    given_county,
    given_writer,
    kept,
    publish,
    registered,
    subscription,
    told,
)
from tests.notifications.feeds.test_fetching import event, given_events
from tests.shared.wire import eventually, records_of, running

STATION_CODE, OTHER_CODE = STATION.rpartition(".")[2], OTHER.rpartition(".")[2]
FEED = "feed.township-1"


@pytest.fixture
def county(kafka: Kafka) -> Broker:
    return given_county(kafka.broker)


async def written(engine: AsyncEngine, broker: Broker, *feeds: str, **today: Any) -> None:
    """These feeds (the one of the township, where none is named) and no others are as far as what is kept."""

    async def everywhere() -> bool:
        async with engine.connect() as connection:
            positions, last = await list_positions(connection), await last_position(connection)
        return {feed: at.position for feed, at in positions.items()} == dict.fromkeys(feeds or (FEED,), last)

    async with running(given_writer(engine, broker, **today)):
        await eventually(everywhere)


async def ended(engine: AsyncEngine, broker: Broker, feed: str = FEED, **today: Any) -> None:
    async def gone() -> bool:
        return feed not in await topics_under(broker, feed)

    async with running(given_writer(engine, broker, **today)):
        await eventually(gone)


async def is_made(broker: Broker, feed: str = FEED) -> bool:
    return feed in await topics_under(broker, feed)


async def ids_in(broker: Broker, feed: str = FEED) -> list[str]:
    """None while the topic is made anew."""
    try:
        records = await records_of(broker, broker.physical(feed))
    except UnknownTopicOrPartitionError:
        return []
    return [dict(record.headers)["ce_id"].decode() for record in records]


async def lived(engine: AsyncEngine, broker: Broker, *events: tuple[Event, int]) -> Sequence[str]:
    """Published and kept, one after the other; their ids."""
    async with engine.connect() as connection:
        before = await last_position(connection)
    ids = happened(broker, *events)
    await kept(engine, broker, before + len(ids))
    return ids


def happened(broker: Broker, *events: tuple[Event, int]) -> list[str]:
    """Published one after the other; their ids."""
    return [str(publish(broker, each)[0]) for each in events]


class TestAFeed:
    async def test_holds_what_is_granted_from_the_first_event_on_as_it_was_published(
        self, notifications_engine: AsyncEngine, county: Broker
    ) -> None:
        mine, other = registered(ROOM), registered(OTHER_ROOM)
        [mine_id, _] = happened(county, (mine, 1), (other, 1))  # before anybody subscribes, nothing is kept
        await told(notifications_engine, subscription(divisions=(STATION_CODE,)))
        await kept(notifications_engine, county, 2)
        await written(notifications_engine, county)
        [record] = await records_of(county, county.physical(FEED))
        [original] = [each for each in await records_of(county, county.physical(PERSONS)) if each.key == record.key]
        assert dict(record.headers)["ce_id"].decode() == mine_id
        assert (record.key, record.value, record.headers) == (original.key, original.value, original.headers)

    async def test_goes_on_and_holds_each_event_once(self, notifications_engine: AsyncEngine, county: Broker) -> None:
        await told(notifications_engine, subscription(divisions=(STATION_CODE,)))
        person = new_id()
        first = await lived(notifications_engine, county, (registered(ROOM, person), 1))
        await written(notifications_engine, county)
        second = await lived(notifications_engine, county, (deceased(ROOM, person), 2), (registered(OTHER_ROOM), 1))
        await written(notifications_engine, county)
        assert await ids_in(county) == [*first, second[0]]

    async def test_goes_on_where_it_is_prolonged(self, notifications_engine: AsyncEngine, county: Broker) -> None:
        await told(notifications_engine, subscription(divisions=(STATION_CODE,)))
        ids = await lived(notifications_engine, county, (registered(), 1))
        await written(notifications_engine, county)
        later = subscription(divisions=(STATION_CODE,), until_on=UNTIL + timedelta(days=30))
        await told(notifications_engine, later)
        await written(notifications_engine, county)
        assert await ids_in(county) == ids

    async def test_is_another_for_another_scope_and_the_one_before_is_deleted(
        self, notifications_engine: AsyncEngine, county: Broker
    ) -> None:
        await told(notifications_engine, subscription(divisions=(STATION_CODE,)))
        [here, there] = await lived(notifications_engine, county, (registered(ROOM), 1), (registered(OTHER_ROOM), 1))
        await written(notifications_engine, county)
        assert await ids_in(county) == [here]
        await told(notifications_engine, subscription(divisions=(OTHER_CODE,), topics=("feed.township-2",)))
        await written(notifications_engine, county, "feed.township-2")
        assert await ids_in(county, "feed.township-2") == [there]
        assert FEED not in await topics_under(county, FEED)

    async def test_ends_with_the_subscription(self, notifications_engine: AsyncEngine, county: Broker) -> None:
        await told(notifications_engine, subscription(divisions=(STATION_CODE,)))
        await lived(notifications_engine, county, (registered(), 1))
        await written(notifications_engine, county)
        await told(notifications_engine, SubscriptionRevoked(subscriber="township", revoked_at=NOW))
        await ended(notifications_engine, county)
        async with notifications_engine.connect() as connection:
            assert await list_positions(connection) == {}

    async def test_ends_the_day_after_its_last(self, notifications_engine: AsyncEngine, county: Broker) -> None:
        await told(notifications_engine, subscription(divisions=(STATION_CODE,)))
        await lived(notifications_engine, county, (registered(), 1))
        await written(notifications_engine, county, today=UNTIL)
        await ended(notifications_engine, county, today=UNTIL + timedelta(days=1))

    async def test_ends_also_where_this_database_was_restored_to_before_it_began(
        self, notifications_engine: AsyncEngine, county: Broker
    ) -> None:
        """Nobody who may read it is known, and nothing that was written; of others nothing is known at all."""
        await asyncio.to_thread(apply, county, [Topic(FEED, 1, {}), Topic("feed.stranger-1", 1, {})])
        await told(notifications_engine, subscription(topics=(PERSONS,)))
        await ended(notifications_engine, county)
        assert await is_made(county, "feed.stranger-1")

    async def test_is_one_for_each_and_none_for_who_fetches(
        self, notifications_engine: AsyncEngine, county: Broker
    ) -> None:
        scope = {"here": (STATION_CODE,), "there": (OTHER_CODE,)}
        await told(notifications_engine, *(subscription(name, divisions=of) for name, of in scope.items()))
        await told(notifications_engine, subscription("school", over="http", reader=new_id()))
        [here, there] = await lived(notifications_engine, county, (registered(ROOM), 1), (registered(OTHER_ROOM), 1))
        await written(notifications_engine, county, "feed.here-1", "feed.there-1")
        assert await ids_in(county, "feed.here-1") == [here]
        assert await ids_in(county, "feed.there-1") == [there]
        assert "feed.school-1" not in await topics_under(county, "feed.school-1")


class TestWhatIsMeasured:
    async def test_is_how_long_ago_the_first_was_kept_that_a_feed_lacks(
        self, notifications_engine: AsyncEngine
    ) -> None:
        async def measured(after: timedelta = timedelta(0)) -> float:
            async with notifications_engine.connect() as connection:
                await measure_feeds(connection, clock.now() + after)
            [metric] = FEEDS_OLDEST_SECONDS.collect()
            return metric.samples[0].value

        assert await measured() == 0
        await given_events(notifications_engine, event())
        assert await measured() == 0, "nobody reads a feed"
        until = clock.local_date(clock.now()) + timedelta(days=30)
        await told(notifications_engine, subscription(divisions=(STATION_CODE,), until_on=until))
        assert await measured(timedelta(seconds=60)) >= 60
        async with autocommitting(notifications_engine).connect() as session:
            await move_feed(session, FEED, 1, None)
        assert await measured() == 0
