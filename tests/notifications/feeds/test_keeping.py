"""What others may be given is kept once, in one order, from the first event on."""

import asyncio
import time
from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest
from aiokafka import TopicPartition
from confluent_kafka import Producer
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.kafka import Kafka
from deploy.kafka.client import configuration
from deploy.kafka.topics import Topic, apply
from services.notifications.feeds.commands import keep_events
from services.notifications.feeds.domain import KeptEvent, Source
from services.notifications.feeds.driver import CannotBeRead, Read, Topics
from services.notifications.feeds.parameters import ENDINGS
from services.notifications.feeds.queries import list_histories
from services.notifications.metrics import FEEDS_KEPT_TIMESTAMP_SECONDS
from shared.database.driver import autocommitting
from shared.events.envelope import decode_headers
from shared.events.registry import OrgUnitRenamed
from shared.ids import new_id
from shared.kafka.broker import Broker
from shared.kafka.log import Unreadable
from shared.outbox.rows import unpack_headers
from tests.notifications.feeds.given import (
    OTHER,
    OTHER_ROOM,
    PERSONS,
    ROOM,
    TODAY,
    TOPICS,
    UNITS,
    Counting,
    given_county,
    given_keeper,
    kept,
    publish,
    registered,
    rows_of,
    subscription,
    told,
)
from tests.shared.wire import counted, delete_topic, eventually, running

RENAMED = OrgUnitRenamed(
    org_code="411329104", org_path="411329.411329104", kind="station", name="施庵镇服务站", renamed_on=TODAY
)


async def is_kept(engine: AsyncEngine, count: int) -> bool:
    return len(await rows_of(engine)) == count


def dated() -> float:
    [metric] = FEEDS_KEPT_TIMESTAMP_SECONDS.collect()
    return float(metric.samples[0].value)


class TestWhatIsKept:
    async def test_is_every_event_once_with_its_envelope_and_its_bytes(
        self, notifications_engine: AsyncEngine, county: Broker
    ) -> None:
        event = registered()
        [event_id] = publish(county, (event, 1))
        publish(county, (event, 1), event_id=event_id)
        publish(county, (RENAMED, 1))
        await kept(notifications_engine, county, 2)
        rows = {row.type: row for row in await rows_of(notifications_engine)}
        assert sorted(row.position for row in rows.values()) == [1, 2]
        row = rows["veteran-registered"]
        assert (row.event_id, row.topic, row.key) == (event_id, PERSONS, str(event.person_id))
        envelope = decode_headers(unpack_headers(row.headers))
        assert (envelope.id, envelope.sequence) == (event_id, 1)
        assert row.places == ROOM.split(".")
        assert rows["org-unit-renamed"].places == ["411329", "411329104"]

    async def test_is_dated_when_everything_was_read_and_not_while_something_cannot_be(
        self, notifications_engine: AsyncEngine, county: Broker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish(county, (registered(), 1))
        began = time.time()
        await kept(notifications_engine, county, 1)
        assert dated() >= began

        async def standing(*_: object) -> Read:
            raise CannotBeRead(TopicPartition(PERSONS, 0), Unreadable(1, 2, "broken"))

        monkeypatch.setattr(Topics, "read", standing)
        publish(county, (registered(), 1))
        keeper, before = given_keeper(notifications_engine, county), dated()

        async def stands() -> bool:
            return "cannot be read" in keeper.trouble

        async with running(keeper):
            await eventually(stands)
            await asyncio.sleep(0.2)
        assert dated() == before

    async def test_is_each_key_in_its_order_without_a_gap_however_many_keep_and_publish(
        self, notifications_engine: AsyncEngine, county: Broker
    ) -> None:
        keepers = [given_keeper(notifications_engine, county) for _ in range(3)]
        persons = [new_id() for _ in range(20)]

        async def everything() -> bool:
            return len(await rows_of(notifications_engine)) == 60

        async with running(keepers[0]), running(keepers[1]), running(keepers[2]) as _:
            for sequence in (1, 2, 3):
                told = [(registered(ROOM, person), sequence) for person in persons]
                await asyncio.gather(*(asyncio.to_thread(publish, county, each) for each in told))
            await eventually(everything)
        rows = await rows_of(notifications_engine)
        assert [row.position for row in rows] == list(range(1, 61))
        sequences = defaultdict(list)
        for row in rows:
            sequences[row.key].append(decode_headers(unpack_headers(row.headers)).sequence)
        assert list(sequences.values()) == [[1, 2, 3]] * 20

    async def test_is_all_that_was_there_before_it_rests(
        self, notifications_engine: AsyncEngine, county: Broker
    ) -> None:
        keeper = Counting(notifications_engine, county, topics=TOPICS, idle_seconds=0.01)
        publish(county, *((registered(), 1) for _ in range(9)))

        async def rested() -> bool:
            return bool(keeper.rests)

        async with running(keeper):
            await eventually(rested)
        assert keeper.rests[0] == 1  # what comes meanwhile is kept together, after the rest
        assert len(await rows_of(notifications_engine)) == 9

    async def test_is_nothing_until_there_is_somebody_for_whom_and_then_all_from_the_first_on(
        self, notifications_engine: AsyncEngine, kafka: Kafka
    ) -> None:
        county = given_county(kafka.broker)
        first = publish(county, (registered(), 1), (RENAMED, 1))
        keeper = Counting(notifications_engine, county, topics=TOPICS, idle_seconds=0.01)

        async def rested(times: int) -> bool:
            return len(keeper.rests) >= times

        async with running(keeper):
            await eventually(lambda: rested(3))
            assert (await rows_of(notifications_engine), keeper.turns) == ([], 0)
            assert dated() > 0  # nothing is late: nobody waits for it
            await told(notifications_engine, subscription())
            await eventually(lambda: is_kept(notifications_engine, 2))
        assert {row.event_id for row in await rows_of(notifications_engine)} == set(first)

    async def test_ends_its_trouble_where_nobody_is(self, notifications_engine: AsyncEngine, kafka: Kafka) -> None:
        keeper = given_keeper(notifications_engine, given_county(kafka.broker))
        keeper.trouble = "the database was away"

        async def ready() -> bool:
            return not keeper.trouble

        async with running(keeper):
            await eventually(ready)

    async def test_is_written_at_once_whatever_partitions_it_comes_from(
        self, notifications_engine: AsyncEngine, county: Broker
    ) -> None:
        publish(county, *((registered(), 1) for _ in range(30)), (RENAMED, 1))
        with counted(notifications_engine) as statements:
            await kept(notifications_engine, county, 31)
        assert len([each for each in statements if "INSERT INTO feed_event" in each]) == 1
        assert len({row.topic for row in await rows_of(notifications_engine)}) == 2

    async def test_goes_on_where_it_was(self, notifications_engine: AsyncEngine, county: Broker) -> None:
        first = publish(county, (registered(), 1), (registered(), 1))
        await kept(notifications_engine, county, 2)
        second = publish(county, (registered(), 1))
        await kept(notifications_engine, county, 3)
        rows = await rows_of(notifications_engine)
        assert {row.event_id for row in rows[:2]} == set(first)
        assert [row.event_id for row in rows[2:]] == second

    @pytest.mark.parametrize("longer", [False, True])
    async def test_is_gone_where_the_topic_is_made_anew_without_it(
        self, notifications_engine: AsyncEngine, county: Broker, longer: bool
    ) -> None:
        """What the outbox no longer owns is given to nobody; what is of other topics stays where it is."""
        publish(county, (RENAMED, 1))
        await kept(notifications_engine, county, 1)
        mine, lost = (registered(), 1), (registered(), 1)
        [its_id], _ = publish(county, mine), publish(county, lost)
        await kept(notifications_engine, county, 3)
        delete_topic(county, county.physical(PERSONS))
        await asyncio.to_thread(apply, county, [Topic(PERSONS, 3, {})])
        publish(county, mine, event_id=its_id)
        new = publish(county, *((registered(), 1) for _ in range(5 if longer else 1)))

        async def anew() -> bool:
            rows = await rows_of(notifications_engine)
            return {row.event_id for row in rows if row.topic == PERSONS} == {its_id, *new}

        async with running(given_keeper(notifications_engine, county)):
            await eventually(anew)
        first, *others = [row.position for row in await rows_of(notifications_engine)]
        assert first == 1
        assert min(others) > 3, "a position that was given is not given again"
        async with notifications_engine.connect() as connection:
            begun = await list_histories(connection)
        assert set(begun) == {PERSONS}

    async def test_is_gone_of_all_topics_at_once_where_a_service_makes_all_of_its_own_anew(
        self, notifications_engine: AsyncEngine, county: Broker
    ) -> None:
        """Who reads of several is told of one other history, and not of one after the other."""
        mine = (registered(), 1)
        publish(county, (RENAMED, 1), mine)
        await kept(notifications_engine, county, 2)
        for topic in (PERSONS, UNITS):
            delete_topic(county, county.physical(topic))
        await asyncio.to_thread(apply, county, [Topic(PERSONS, 3, {}), Topic(UNITS, 3, {})])

        async def told() -> bool:
            async with notifications_engine.connect() as connection:
                return len(await list_histories(connection)) == 2

        async with running(given_keeper(notifications_engine, county)):
            await eventually(told)
        async with notifications_engine.connect() as connection:
            assert len(set((await list_histories(connection)).values())) == 1
        assert await rows_of(notifications_engine) == []

    async def test_is_nothing_that_the_owner_would_not_have_published(
        self, notifications_engine: AsyncEngine, county: Broker
    ) -> None:
        producer = Producer(configuration(county))
        producer.produce(county.physical(PERSONS), b"{}", "somebody", headers={"ce_id": b"1"})
        producer.produce(county.physical(PERSONS), b"no event")
        producer.flush(60)
        publish(county, (RENAMED, 1), topic=PERSONS)
        [event_id] = publish(county, (registered(), 1))
        await kept(notifications_engine, county, 1)
        rows = await rows_of(notifications_engine)
        assert event_id in {row.event_id for row in rows}
        assert UNITS not in {row.topic for row in rows}
        assert len(rows) == 1

    async def test_is_nothing_once_the_lock_is_anothers(self, notifications_engine: AsyncEngine) -> None:
        """What is written goes over the session that holds it."""
        async with autocommitting(notifications_engine).connect() as session:
            await session.invalidate()
            with pytest.raises(Exception, match=r"."):
                await keep_events(session, [], [Source(PERSONS, 0, 1, "")])


class TestWhereAnEventStood:
    async def test_is_also_where_the_one_before_it_of_its_key_did(self, notifications_engine: AsyncEngine) -> None:
        person = new_id()
        async with autocommitting(notifications_engine).connect() as session:
            await keep_events(session, [_kept(person, ROOM), _kept(person, OTHER_ROOM)], [])
            await keep_events(session, [_kept(person, OTHER_ROOM)], [])
        first, moved, after = [set(row.reaches) for row in await rows_of(notifications_engine)]
        here, there = set(ROOM.split(".")), set(OTHER_ROOM.split("."))
        assert (first, moved, after) == (here, here | there, there)

    @pytest.mark.parametrize("at_once", [True, False])
    @pytest.mark.parametrize("name", sorted(ENDINGS))
    async def test_is_everywhere_where_one_of_its_key_did_once_that_is_over(
        self, notifications_engine: AsyncEngine, name: str, at_once: bool
    ) -> None:
        """Whoever was told of somebody is told that he died, or that what is known of him is to be deleted."""
        person, third = new_id(), f"{OTHER}.411329105209"
        lived = [_kept(person, path) for path in (ROOM, OTHER_ROOM, third, third)]
        ended = replace(_kept(person, third), type=name)
        async with autocommitting(notifications_engine).connect() as session:
            for batch in [[*lived, ended]] if at_once else [[each] for each in (*lived, ended)]:
                await keep_events(session, batch, [])
        *_, after, last = [set(row.reaches) for row in await rows_of(notifications_engine)]
        assert after == set(third.split("."))
        assert last == {*ROOM.split("."), *OTHER_ROOM.split("."), *third.split(".")}

    async def test_is_nowhere_where_it_does_not_say(self, notifications_engine: AsyncEngine) -> None:
        async with autocommitting(notifications_engine).connect() as session:
            await keep_events(session, [_kept(new_id(), "")], [])
        [row] = await rows_of(notifications_engine)
        assert (row.places, row.reaches) == ([], [])


def _kept(key: Any, path: str) -> KeptEvent:
    return KeptEvent(new_id(), "veteran-registered", PERSONS, str(key), path.replace(".", ","), [], b"{}")
