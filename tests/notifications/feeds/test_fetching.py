"""Events fetched over HTTP: what the account's subscription names, in order, none lost and none twice."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.feeds.commands import begin_anew, keep_events
from services.notifications.feeds.domain import KeptEvent
from shared import clock
from shared.auth.roles import Role
from shared.database.driver import autocommitting
from shared.events.catalogue import published
from shared.events.envelope import Envelope, encode_data, encode_headers
from shared.events.registry import SubscriptionRevoked
from shared.ids import new_id
from tests.given import CENTRE, NOW, given_grant
from tests.notifications.feeds.given import (
    OTHER_ROOM,
    PERSONS,
    PROGRAMMES,
    ROOM,
    STATION,
    registered,
    subscription,
    told,
)

HERE = (STATION.rpartition(".")[2],)


def event(path: str = ROOM) -> KeptEvent:
    """As it stands on its topic."""
    return kept_as(registered(path), str(new_id()))


def kept_as(fact: Any, event_id: str) -> KeptEvent:
    """The same of an event that was published under this id."""
    entry, key, path = published(type(fact)), str(fact.person_id), fact.org_path
    envelope = Envelope(
        id=UUID(event_id), source=entry.source, type=entry.type, subject=key, time=NOW, dataschema=entry.dataschema,
        partitionkey=key, sequence=1, correlationid="c", piiclass=entry.pii,
    )  # fmt: skip
    places = path.replace(".", ",")
    return KeptEvent(envelope.id, entry.name, entry.topic, key, places, encode_headers(envelope), encode_data(fact))


async def made_anew(engine: AsyncEngine, topic: str) -> None:
    async with autocommitting(engine).connect() as session:
        await begin_anew(session, [topic])


async def given_events(engine: AsyncEngine, *events: KeptEvent) -> list[str]:
    async with autocommitting(engine).connect() as session:
        await keep_events(session, events, [])
    return [str(each.event_id) for each in events]


@pytest.fixture
async def machine(notifications_engine: AsyncEngine) -> UUID:
    """May read registrations of the station over HTTP."""
    account = new_id()
    await given_grant(notifications_engine, account, Role.SUBSCRIBER, CENTRE)
    until = clock.local_date(clock.now()) + timedelta(days=30)
    await told(notifications_engine, subscription(over="http", reader=account, divisions=HERE, until_on=until))
    return account


@pytest.fixture
def client(app: FastAPI, machine: UUID, token_for: Any, api_client: Any) -> Any:
    return api_client(app, token_for(machine))


async def fetched(client: Any, after: str | None = None, limit: int = 100) -> tuple[list[str], str, bool]:
    """Ids, where to go on, whether at once."""
    asked = {"limit": limit, **({"after": after} if after else {})}
    answer = await client.get("/events", params=asked)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return [each["id"] for each in body["events"]], body["next"], body["more"]


class TestWhatIsFetched:
    async def test_is_an_event_as_cloudevents_write_it(self, notifications_engine: AsyncEngine, client: Any) -> None:
        mine = event()
        await given_events(notifications_engine, mine, event(OTHER_ROOM))
        body = (await client.get("/events")).json()
        [given] = body["events"]
        assert given["specversion"] == "1.0"
        assert given["datacontenttype"] == "application/json"
        assert (given["id"], given["source"]) == (str(mine.event_id), "/registry")
        assert given["type"] == "cn.veterans.registry.veteran-registered.v1"
        assert given["data"]["person_id"] == mine.key == given["subject"]
        assert body["more"] is False

    async def test_goes_on_behind_what_was_fetched(self, notifications_engine: AsyncEngine, client: Any) -> None:
        ids = await given_events(notifications_engine, *(event() for _ in range(5)))
        first, after, more = await fetched(client, limit=2)
        assert (first, more) == (ids[:2], True)
        assert (await fetched(client, after))[0] == ids[2:]
        assert await fetched(client, after) == await fetched(client, after)
        _, end, _ = await fetched(client, after)
        assert await fetched(client, end) == ([], end, False)
        [new] = await given_events(notifications_engine, event())
        assert (await fetched(client, end))[0] == [new]

    async def test_leads_on_past_what_is_not_granted(self, notifications_engine: AsyncEngine, client: Any) -> None:
        [first, *_] = await given_events(notifications_engine, event(), *(event(OTHER_ROOM) for _ in range(3)))
        ids, end, _ = await fetched(client)
        assert ids == [first]
        [mine] = await given_events(notifications_engine, event())
        assert (await fetched(client, end))[0] == [mine]

    async def test_says_nothing_of_what_is_not_granted(self, notifications_engine: AsyncEngine, client: Any) -> None:
        """Not even how much there was: where to go on is the same whatever others are given."""
        nothing = await fetched(client)
        await given_events(notifications_engine, event(OTHER_ROOM))
        assert await fetched(client) == nothing
        await given_events(notifications_engine, event())
        _, end, _ = await fetched(client)
        await given_events(notifications_engine, *(event(OTHER_ROOM) for _ in range(3)))
        assert await fetched(client, end) == ([], end, False)

    async def test_loses_and_repeats_nothing_while_events_are_kept(
        self, notifications_engine: AsyncEngine, client: Any
    ) -> None:
        done = asyncio.Event()

        async def keep() -> list[str]:
            ids = []
            for _ in range(30):
                ids += await given_events(notifications_engine, *(event() for _ in range(3)))
            done.set()
            return ids

        async def follow() -> list[str]:
            found: list[str] = []
            after, more = "0", True
            while more or not done.is_set():
                new, after, more = await fetched(client, after, limit=7)
                found += new
            return found + (await fetched(client, after))[0]

        kept, found = await asyncio.gather(keep(), follow())
        assert found == kept


class TestWhoFetches:
    async def test_needs_a_subscription_of_today(
        self, notifications_engine: AsyncEngine, machine: UUID, client: Any, app: FastAPI, token_for: Any,
        api_client: Any,
    ) -> None:  # fmt: skip
        other = new_id()
        await given_grant(notifications_engine, other, Role.SUBSCRIBER, CENTRE)
        refused = await api_client(app, token_for(other)).get("/events")
        assert (refused.status_code, refused.json()["code"]) == (403, "not-subscribed")
        await told(notifications_engine, SubscriptionRevoked(subscriber="township", revoked_at=NOW))
        refused = await client.get("/events")
        assert (refused.status_code, refused.json()["code"]) == (403, "not-subscribed")

    async def test_is_a_subscriber(
        self, notifications_engine: AsyncEngine, by: Any, app: FastAPI, api_client: Any
    ) -> None:
        assert (await (await by(Role.CENTRE_STAFF)).get("/events")).status_code == 403
        assert (await api_client(app).get("/events")).status_code == 401


class TestACursor:
    @pytest.mark.parametrize("wrong", ["x", "1", "WzEsMl0", "WzAsIjIwMjYtMDEtMDFUMDA6MDA6MDBaIl0", "é"])
    async def test_is_one_that_was_given(self, client: Any, wrong: str) -> None:
        refused = await client.get("/events", params={"after": wrong})
        assert (refused.status_code, refused.json()["code"]) == (422, "broken-cursor")

    async def test_holds_no_longer_once_another_history_follows(
        self, notifications_engine: AsyncEngine, client: Any
    ) -> None:
        """The database was restored to before the event, and has another at its place now."""
        await given_events(notifications_engine, event())
        _, after, _ = await fetched(client)
        async with notifications_engine.begin() as connection:
            await connection.execute(text("DELETE FROM feed_event"))
        assert (await client.get("/events", params={"after": after})).json()["code"] == "cursor-outdated"
        [anew] = await given_events(notifications_engine, event())
        refused = await client.get("/events", params={"after": after})
        assert (refused.status_code, refused.json()["code"]) == (409, "cursor-outdated")
        assert (await fetched(client))[0] == [anew]

    async def test_holds_no_longer_once_the_scope_is_another(
        self, notifications_engine: AsyncEngine, machine: UUID, client: Any
    ) -> None:
        """What is granted now begins at the first event: behind the cursor some of it would never be given."""
        there, here = await given_events(notifications_engine, event(OTHER_ROOM), event())
        _, after, _ = await fetched(client)
        until = clock.local_date(clock.now()) + timedelta(days=30)
        wider = subscription(over="http", reader=machine, until_on=until, topics=("feed.township-2",))
        await told(notifications_engine, wider)
        refused = await client.get("/events", params={"after": after})
        assert (refused.status_code, refused.json()["code"]) == (409, "cursor-outdated")
        assert (await fetched(client))[0] == [there, here]

    async def test_holds_no_longer_once_a_topic_of_its_types_is_made_anew(
        self, notifications_engine: AsyncEngine, client: Any
    ) -> None:
        """What the topic's owner lost was given before, and nobody takes it back otherwise."""
        lost, mine = event(), event()
        await given_events(notifications_engine, lost, mine)
        _, after, _ = await fetched(client)
        await made_anew(notifications_engine, PROGRAMMES)
        assert await fetched(client, after) == ([], after, False)
        await made_anew(notifications_engine, PERSONS)
        await given_events(notifications_engine, mine)
        refused = await client.get("/events", params={"after": after})
        assert (refused.status_code, refused.json()["code"]) == (409, "cursor-outdated")
        ids, after, _ = await fetched(client)
        assert ids == [str(mine.event_id)]
        assert await fetched(client, after) == ([], after, False)
        [given] = (await client.get("/events")).json()["events"]
        assert given["history"]

    async def test_asks_for_no_more_than_an_answer_holds(self, client: Any) -> None:
        assert (await client.get("/events", params={"limit": 501})).status_code == 422
