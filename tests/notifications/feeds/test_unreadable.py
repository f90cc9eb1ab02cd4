"""A batch of the county's log that nobody can decode: the keeper stands before it until an operator has it go on."""

from collections.abc import Callable
from typing import Any

import pytest
from aiokafka import TopicPartition
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.kafka.topics import Topic, apply
from shared.auth.roles import Role
from shared.ids import new_id
from shared.kafka.broker import Broker
from shared.kafka.partition import partition_for
from tests.notifications.feeds.given import (
    PERSONS,
    given_keeper,
    kept,
    publish,
    registered,
    rows_of,
)
from tests.shared.inbox.damage import corrupt
from tests.shared.wire import delete_topic, eventually, running, scalar

STANDS = """SELECT count(*) FROM consumer_offset WHERE "group" = 'feed-keeper'"""
KNOWN = """SELECT count(*) FROM unreadable_batch WHERE "group" = 'feed-keeper'"""


async def stands_before(keeper: Any, operator: Any) -> Any:
    """What the operator finds."""

    async def says_so() -> bool:
        return "cannot be read" in keeper.trouble and bool((await operator.get("/unreadable")).json()["items"])

    await eventually(says_so)
    [item] = (await operator.get("/unreadable")).json()["items"]
    return item


class TestABatchThatNobodyCanRead:
    @pytest.mark.parametrize("before", [0, 1])
    async def test_is_skipped_by_an_operator_and_by_nobody_else(
        self, notifications_engine: AsyncEngine, county: Broker, kafka: Kafka, by: Callable[..., Any], before: int
    ) -> None:
        person, operator = new_id(), await by(Role.SYSTEM_ADMINISTRATOR)
        at = TopicPartition(county.physical(PERSONS), partition_for(str(person), 3))
        for sequence in range(1, before + 1):
            publish(county, (registered(person_id=person), sequence))
            await kept(notifications_engine, county, sequence)
        publish(county, (registered(person_id=person), before + 1))
        corrupt(kafka, at, before)
        publish(county, (registered(person_id=person), before + 2))
        keeper = given_keeper(notifications_engine, county)
        async with running(keeper):
            item = await stands_before(keeper, operator)
            assert (item["partition"], item["offset"], item["next"]) == (at.partition, before, before + 1)
            answer = await operator.post(f"/unreadable/{item['unreadable_id']}/skip", json={"reason": "broken disk"})
            assert answer.status_code == 200

            async def goes_on() -> bool:
                return len(await rows_of(notifications_engine)) == before + 1 and not keeper.trouble

            await eventually(goes_on)
        assert (await operator.get("/unreadable")).json()["items"] == []
        assert await scalar(notifications_engine, STANDS) == 0
        await kept(notifications_engine, county, before + 1)  # also after a restart

    async def test_that_was_kept_before_it_broke_keeps_nothing_up(
        self, notifications_engine: AsyncEngine, county: Broker, kafka: Kafka
    ) -> None:
        """Nothing tells any more whether the topic is the one it was, and what follows is read all the same."""
        person = new_id()
        at = TopicPartition(county.physical(PERSONS), partition_for(str(person), 3))
        publish(county, (registered(person_id=person), 1))
        await kept(notifications_engine, county, 1)
        corrupt(kafka, at, 0)
        publish(county, (registered(person_id=person), 2))
        await kept(notifications_engine, county, 2)
        assert await scalar(notifications_engine, KNOWN) == 0

    async def test_is_read_when_it_can_be_and_stands_in_no_list_then(
        self, notifications_engine: AsyncEngine, county: Broker, kafka: Kafka, by: Callable[..., Any]
    ) -> None:
        person, operator = new_id(), await by(Role.SYSTEM_ADMINISTRATOR)
        at = TopicPartition(county.physical(PERSONS), partition_for(str(person), 3))
        publish(county, (registered(person_id=person), 1))
        corrupt(kafka, at, 0)
        keeper = given_keeper(notifications_engine, county)
        async with running(keeper):
            await stands_before(keeper, operator)
            corrupt(kafka, at, 0)  # the disk is whole again

            async def goes_on() -> bool:
                return len(await rows_of(notifications_engine)) == 1 and not keeper.trouble

            await eventually(goes_on)
        assert (await operator.get("/unreadable")).json()["items"] == []

    async def test_of_a_topic_that_was_made_anew_is_forgotten(
        self, notifications_engine: AsyncEngine, county: Broker, kafka: Kafka, by: Callable[..., Any]
    ) -> None:
        person, operator = new_id(), await by(Role.SYSTEM_ADMINISTRATOR)
        at = TopicPartition(county.physical(PERSONS), partition_for(str(person), 3))
        publish(county, (registered(person_id=person), 1))
        await kept(notifications_engine, county, 1)
        publish(county, (registered(person_id=person), 2))
        corrupt(kafka, at, 1)
        keeper = given_keeper(notifications_engine, county)
        async with running(keeper):
            await stands_before(keeper, operator)
        delete_topic(county, county.physical(PERSONS))
        given_topic(county)
        publish(county, (registered(person_id=person), 1))

        async def is_forgotten() -> bool:
            return bool(await scalar(notifications_engine, KNOWN) == 0)

        async with running(given_keeper(notifications_engine, county)):
            await eventually(is_forgotten)


def given_topic(county: Broker) -> None:
    """It is there again, empty."""
    apply(county, [Topic(PERSONS, 3, {})])
