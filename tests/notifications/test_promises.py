"""Our service of figures is told what became of the messages that events owe, by the events' ids alone."""

from collections.abc import Callable
from uuid import UUID

import httpx2
from fastapi import FastAPI
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.deliveries.tables import DELIVERY
from shared.auth.own_services import SETUP
from shared.auth.roles import Role
from shared.events.benefits import CaseResolved
from shared.events.catalogue import published
from shared.events.registry import VeteranRegistered
from shared.ids import new_id
from tests.given import given_grant
from tests.notifications.drivers import Gateway
from tests.notifications.given import case_resolved, given_delivered, given_person, given_requested, given_sender

RESOLVED, REGISTERED = published(CaseResolved).type, published(VeteranRegistered).type


class TestWhatBecameOfMessages:
    async def test_is_told_of_events_that_owe_one(
        self,
        app: FastAPI,
        notifications_engine: AsyncEngine,
        token_for: Callable[[UUID], str],
        api_client: Callable[..., httpx2.AsyncClient],
    ) -> None:
        engine, account = notifications_engine, new_id()
        await given_grant(engine, account, Role.SUBSCRIBER, ground=SETUP)
        person = await given_person(engine)
        unreached, begun = (given_delivered(case_resolved(person)) for _ in range(2))
        await given_requested(engine, [unreached])
        await given_sender(engine, Gateway()).send_due()
        await given_requested(engine, [begun])
        unheard = new_id()
        types = {unreached.id: RESOLVED, begun.id: RESOLVED, unheard: RESOLVED, new_id(): REGISTERED}
        asked = [
            {"event_id": str(each), "type": type_, "topic": "topic", "key": "key", "sequence": 1}
            for each, type_ in types.items()
        ]
        client = api_client(app, token_for(account))
        answer = (await client.post("/promises/told", json={"events": asked})).json()
        assert answer["owed"] == [RESOLVED]
        assert {each["event_id"]: (each["state"], each["reason"]) for each in answer["messages"]} == {
            str(unreached.id): ("suppressed", "no-contact-point"),
            str(begun.id): ("pending", None),
        }
        async with engine.begin() as connection:
            await connection.execute(delete(DELIVERY))
        answer = (await client.post("/promises/told", json={"events": asked})).json()
        assert {each["state"] for each in answer["messages"]} == {"pending"}
