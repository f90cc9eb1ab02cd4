"""A topic that was made anew with fewer partitions than were read of it."""

import asyncio
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.kafka.topics import Topic, apply
from services.notifications.feeds.queries import list_histories
from shared.kafka.partition import partition_for
from tests.notifications.feeds.given import (
    PERSONS,
    given_county,
    given_keeper,
    kept,
    publish,
    registered,
    rows_of,
    subscription,
    told,
)
from tests.shared.wire import delete_topic, eventually, running


class TestWhatOnlyAMissingPartitionHeld:
    async def test_is_given_to_nobody_any_more(self, notifications_engine: AsyncEngine, kafka: Kafka) -> None:
        """No other partition held any of it, so none tells."""
        await told(notifications_engine, subscription())
        county = given_county(kafka.broker)
        last = next(key for key in map(UUID, map("{:032x}".format, range(100))) if partition_for(str(key), 3) == 2)
        publish(county, (registered(person_id=last), 1))
        await kept(notifications_engine, county, 1)
        delete_topic(county, county.physical(PERSONS))
        await asyncio.to_thread(apply, county, [Topic(PERSONS, 2, {})])

        async def gone() -> bool:
            return await rows_of(notifications_engine) == []

        async with running(given_keeper(notifications_engine, county)):
            await eventually(gone)
        async with notifications_engine.connect() as connection:
            assert set(await list_histories(connection)) == {PERSONS}
