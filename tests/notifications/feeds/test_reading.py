"""A subscription gives what it names: types, units and all below them, until its day; and nothing twice or out of
order, whoever asks and however often."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.feeds import queries
from services.notifications.feeds.commands import keep_events
from services.notifications.feeds.domain import KeptEvent, NotSubscribed, feeds_to_end, is_feed, narrowed, subscriber_of
from services.notifications.feeds.queries import get_granted, list_granted
from shared.database.driver import autocommitting
from shared.events.offered import LISTS_OF_UNITS, TYPES
from shared.events.registry import SubscriptionRevoked
from shared.ids import new_id
from tests.given import CENTRE, NOW
from tests.notifications.feeds.given import (
    OTHER,
    OTHER_ROOM,
    PERSONS,
    ROOM,
    STATION,
    TODAY,
    UNTIL,
    granted,
    read_all,
    subscription,
    told,
)

STATION_CODE, OTHER_CODE = STATION.rpartition(".")[2], OTHER.rpartition(".")[2]


def event(path: str, name: str = "veteran-registered", key: UUID | None = None) -> KeptEvent:
    return KeptEvent(new_id(), name, PERSONS, str(key or new_id()), path.replace(".", ","), [], b"{}")


async def given_events(engine: AsyncEngine, *events: KeptEvent) -> list[UUID]:
    async with autocommitting(engine).connect() as session:
        await keep_events(session, events, [])
    return [each.event_id for each in events]


class TestASubscription:
    async def test_gives_its_types_alone(self, notifications_engine: AsyncEngine) -> None:
        [mine, _other] = await given_events(notifications_engine, event(ROOM), event(ROOM, "identity-corrected"))
        assert await read_all(notifications_engine, granted()) == [mine]

    @pytest.mark.parametrize(
        ("divisions", "given"),
        [
            ((), [0, 1, 2, 3]),
            ((STATION_CODE,), [0]),
            ((OTHER_CODE,), [1]),
            ((STATION_CODE, OTHER_CODE), [0, 1]),
            (("411329104210",), [0]),
            (("411329106",), []),
        ],
    )
    async def test_gives_its_units_and_all_below_them(
        self, notifications_engine: AsyncEngine, divisions: tuple[str, ...], given: list[int]
    ) -> None:
        """What stands at no unit, or at the centre, is the county's alone."""
        ids = await given_events(notifications_engine, *map(event, (ROOM, OTHER_ROOM, CENTRE, "")))
        assert await read_all(notifications_engine, granted(divisions=divisions)) == [ids[each] for each in given]

    async def test_gives_a_move_to_both_and_what_follows_to_where_it_led(
        self, notifications_engine: AsyncEngine
    ) -> None:
        person = new_id()
        lived = [event(path, key=person) for path in (ROOM, OTHER_ROOM, OTHER_ROOM)]
        ids = [(await given_events(notifications_engine, each))[0] for each in lived]
        assert await read_all(notifications_engine, granted(divisions=(STATION_CODE,))) == ids[:2]
        assert await read_all(notifications_engine, granted(divisions=(OTHER_CODE,))) == ids[1:]

    @pytest.mark.parametrize("limit", [1, 3, 500])
    async def test_gives_each_once_in_order_however_it_is_cut(
        self, notifications_engine: AsyncEngine, limit: int
    ) -> None:
        ids = await given_events(notifications_engine, *(event(ROOM if n % 3 else OTHER_ROOM) for n in range(25)))
        mine = [each for n, each in enumerate(ids) if n % 3]
        assert await read_all(notifications_engine, granted(divisions=(STATION_CODE,)), limit=limit) == mine


class TestAField:
    def test_that_names_units_one_by_one_is_known(self) -> None:
        """A new one is written down where it is narrowed, or the contract is another."""
        found = {
            (entry.name, each.encode_name)
            for entry in TYPES.values()
            for each in msgspec.structs.fields(entry.contract)
            if _names_units(msgspec.inspect.type_info(each.type))
        }
        assert found == {(name, field) for name, fields in LISTS_OF_UNITS.items() for field in fields}

    def test_names_no_unit_outside_of_what_is_granted(self) -> None:
        periods = [{"org_path": path, "starts_on": "2020-01-01"} for path in (ROOM, OTHER_ROOM, OTHER)]
        data = msgspec.json.encode({"person_id": "1", "counted": periods, "counted_before": []})
        given = {
            divisions: msgspec.json.decode(narrowed("veteran-relocated", data, divisions))
            for divisions in ((STATION_CODE,), (OTHER_CODE,), ("411329106",))
        }
        assert [each["counted"] for each in given.values()] == [periods[:1], periods[1:], []]
        assert narrowed("veteran-relocated", data, ()) == data
        assert narrowed("veteran-registered", data, (STATION_CODE,)) == data

    async def test_is_narrowed_for_every_door(self, notifications_engine: AsyncEngine) -> None:
        data = b'{"counted":[{"org_path":"' + OTHER_ROOM.encode() + b'"}]}'
        moved = replace(event(ROOM, "veteran-relocated"), data=data)
        await given_events(notifications_engine, moved)
        scope = granted(types=("veteran-relocated",), divisions=(STATION_CODE,))
        async with notifications_engine.connect() as connection:
            part = await queries.read_on(connection, scope, 0, limit=1)
            whole = await queries.read_on(connection, replace(scope, divisions=()), 0, limit=1)
        assert [each.data for each in (*part.rows, *whole.rows)] == [b'{"counted":[]}', data]


def _names_units(kind: Any) -> bool:
    of = getattr(getattr(kind, "type", kind), "item_type", None)
    return isinstance(of, msgspec.inspect.StructType) and any(each.encode_name == "org_path" for each in of.fields)


class TestWhatIsGranted:
    async def test_is_what_registry_told_last(self, notifications_engine: AsyncEngine) -> None:
        account = new_id()
        first, last = subscription(), subscription(types=("veteran-deceased",), divisions=(STATION_CODE,))
        by_http = subscription("school", over="http", reader=account)
        await told(notifications_engine, first, last, by_http)
        async with notifications_engine.connect() as connection:
            [kafka] = await list_granted(connection, TODAY, over="kafka")
            [http] = await list_granted(connection, TODAY, over="http")
            assert http == await get_granted(connection, account, TODAY)
        assert (kafka.types, kafka.divisions, kafka.feed) == (["veteran-deceased"], [STATION_CODE], "feed.township-1")
        assert (http.subscriber, http.divisions) == ("school", [])

    async def test_is_nothing_once_it_is_revoked_or_over(self, notifications_engine: AsyncEngine) -> None:
        account = new_id()
        mine = subscription(over="http", reader=account)
        await told(notifications_engine, mine)
        async with notifications_engine.connect() as connection:
            assert await get_granted(connection, account, UNTIL)
            for asked, day in ((account, UNTIL + timedelta(days=1)), (new_id(), TODAY)):
                with pytest.raises(NotSubscribed):
                    await get_granted(connection, asked, day)
        await told(notifications_engine, SubscriptionRevoked(subscriber="township", revoked_at=NOW))
        async with notifications_engine.connect() as connection:
            with pytest.raises(NotSubscribed):
                await get_granted(connection, account, TODAY)

    @pytest.mark.parametrize("at_once", [True, False])
    async def test_is_the_same_however_it_was_told(self, notifications_engine: AsyncEngine, at_once: bool) -> None:
        events = [subscription(), SubscriptionRevoked(subscriber="township", revoked_at=NOW)]
        if at_once:
            await told(notifications_engine, *events)
        else:
            for each in events:
                await told(notifications_engine, each)
        async with notifications_engine.connect() as connection:
            assert await queries.list_subscribers(connection) == ["township"]
            assert await list_granted(connection, TODAY) == []

    async def test_of_topics_is_no_feed(self, notifications_engine: AsyncEngine) -> None:
        await told(notifications_engine, subscription(topics=(PERSONS,)))
        async with notifications_engine.connect() as connection:
            assert await list_granted(connection, TODAY) == []


class TestAFeed:
    def test_is_known_by_its_name(self) -> None:
        names = {"feed.a-1": "a", "feed.a-2-13": "a-2", "feed.civil-affairs-2": "civil-affairs"}
        assert {name: subscriber_of(name) for name in names} == names
        assert not is_feed(PERSONS)

    def test_ends_when_its_subscriber_has_another_or_none(self) -> None:
        there, mine = ["feed.a-1", "feed.a-2", "feed.b-1", "feed.c-1"], granted("a", feed="feed.a-2")
        assert feeds_to_end([mine], there, ["a", "b"]) == {"feed.a-1", "feed.b-1"}
        assert feeds_to_end([replace(mine, feed=None)], there, []) == frozenset()


def test_names_no_day_of_its_own() -> None:
    assert granted().holds(UNTIL)
    assert not granted().holds(UNTIL + timedelta(days=1))
