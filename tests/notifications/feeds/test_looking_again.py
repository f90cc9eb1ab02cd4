"""Topics that are others than they were when the keeper looked at them last, and no record tells."""

import asyncio
import time
from collections.abc import Sequence
from uuid import UUID

import pytest
from confluent_kafka.admin import AdminClient, NewPartitions
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.kafka.client import configuration
from deploy.kafka.topics import Topic, apply
from services.notifications.feeds import loop
from services.notifications.feeds.loop import FeedKeeper
from services.notifications.feeds.queries import list_histories
from shared.kafka.broker import Broker
from shared.kafka.partition import partition_for
from tests.notifications.feeds.given import (
    PERSONS,
    TOPICS,
    given_keeper,
    kept,
    publish,
    registered,
    rows_of,
)
from tests.shared.wire import PATIENCE_SECONDS, delete_topic, eventually, running


def somebody(partition: int, of: int) -> UUID:
    return next(key for key in map(UUID, map("{:032x}".format, range(100))) if partition_for(str(key), of) == partition)


async def in_time(event: asyncio.Event) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        await event.wait()


async def have_events(engine: AsyncEngine, ids: Sequence[UUID]) -> bool:
    return [row.event_id for row in await rows_of(engine)] == ids


def add_partition(county: Broker, name: str) -> None:
    """A third one, which the broker knows of: the controller makes it a moment before."""
    client = AdminClient(configuration(county))
    client.create_partitions([NewPartitions(name, 3)])[name].result()
    given_up_at = time.monotonic() + PATIENCE_SECONDS
    while len(client.list_topics(name, timeout=PATIENCE_SECONDS).topics[name].partitions) < 3:
        assert time.monotonic() < given_up_at
        time.sleep(0.02)


class Resting(FeedKeeper):
    """Rests until it is woken."""

    def __init__(self, engine: AsyncEngine, county: Broker) -> None:
        super().__init__(engine, county, topics=TOPICS, idle_seconds=0.01)
        self.rests, self.woken = asyncio.Event(), asyncio.Event()

    async def rest(self, stop: asyncio.Event) -> None:
        self.rests.set()
        await self.woken.wait()
        await super().rest(stop)


async def test_what_only_a_missing_partition_held_is_given_to_nobody_any_more(
    notifications_engine: AsyncEngine, county: Broker
) -> None:
    publish(county, (registered(person_id=somebody(2, of=3)), 1))
    await kept(notifications_engine, county, 1)
    delete_topic(county, county.physical(PERSONS))
    await asyncio.to_thread(apply, county, [Topic(PERSONS, 2, {})])

    async with running(given_keeper(notifications_engine, county)):
        await eventually(lambda: have_events(notifications_engine, []))
    async with notifications_engine.connect() as connection:
        assert set(await list_histories(connection)) == {PERSONS}


async def test_a_topic_that_is_as_long_as_the_one_before_it_is_read_from_its_beginning(
    notifications_engine: AsyncEngine, county: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "LOOK_AGAIN_SECONDS", 0.5)
    person, keeper = somebody(0, of=3), Resting(notifications_engine, county)
    before = publish(county, (registered(person_id=person), 1))
    async with running(keeper):
        await in_time(keeper.rests)
        assert await have_events(notifications_engine, before)
        await asyncio.to_thread(delete_topic, county, county.physical(PERSONS))
        await asyncio.to_thread(apply, county, [Topic(PERSONS, 3, {})])
        after = await asyncio.to_thread(publish, county, (registered(person_id=person), 1))
        keeper.woken.set()
        await eventually(lambda: have_events(notifications_engine, after))


async def test_a_partition_more_is_read_without_a_restart(
    notifications_engine: AsyncEngine, county: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "LOOK_AGAIN_SECONDS", 0.5)
    name, keeper = county.physical(PERSONS), Resting(notifications_engine, county)
    await asyncio.to_thread(delete_topic, county, name)
    await asyncio.to_thread(apply, county, [Topic(PERSONS, 2, {})])
    async with running(keeper):
        await in_time(keeper.rests)
        await asyncio.to_thread(add_partition, county, name)
        told_there = await asyncio.to_thread(publish, county, (registered(person_id=somebody(2, of=3)), 1))
        keeper.woken.set()
        await eventually(lambda: have_events(notifications_engine, told_there))
