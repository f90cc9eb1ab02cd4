"""Preferential cards over HTTP and in a browser."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.benefits.cards.test_course import BODY, DOCUMENT
from tests.benefits.checks.given import given_person
from tests.benefits.conftest import BrowserOf, ClientOf
from tests.benefits.entered import faults_in, send
from tests.benefits.given import ROOM, STATION
from tests.browsers import links_of, words_of

AT, PAGES = "/cards", "/benefits/cards"


@pytest.fixture
async def person(benefits_engine: AsyncEngine) -> UUID:
    return await given_person(benefits_engine)


async def test_over_http_are_written_by_the_station_and_read_by_the_room(client_of: ClientOf, person: UUID) -> None:
    station, room = await client_of(Role.STATION_STAFF, STATION), await client_of(Role.ROOM_STAFF, ROOM)
    body = {"person_id": str(person), "document": DOCUMENT, **BODY}
    assert (await room.post(AT, json=body)).status_code == 403
    too_early = await station.post(AT, json={**body, "applied_on": "2019-04-30"})
    assert (too_early.status_code, faults_in(too_early)) == (422, {"applied_on": "too-early"})
    made = await station.post(AT, json=body)
    assert made.status_code == 201, made.text
    one = f"{AT}/{made.json()['entry_id']}"
    step = {"on": "2023-03-02", "document": DOCUMENT}
    assert (await station.post(f"{one}/arrival", json=step)).json()["version"] == 2
    nobody_knows = {"on": "2098-03-02", "document": DOCUMENT}
    assert faults_in(await station.post(f"{one}/delivery", json=nobody_knows)) == {"delivered_on": "in-future"}
    shown = (await room.get(one)).json()
    assert (shown["state"], shown["due_on"], shown["return_on"]) == ("at-station", "2023-03-16", "2023-06-02")


async def test_in_a_browser_lead_from_the_list_to_the_delivery(browser_of: BrowserOf, person: UUID) -> None:
    station = await browser_of(Role.STATION_STAFF, STATION)
    sent = await send(station, f"{PAGES}/new", person_id=str(person), document=DOCUMENT, **BODY)
    assert sent.status_code == 303, sent.text
    one = sent.headers["location"]
    assert one in links_of(await station.get(f"{PAGES}?state=applied"))
    said = {"on": "2023-03-02", "document": DOCUMENT}
    assert (await send(station, f"{one}/arrival", 1, **said)).status_code == 303
    assert {"2023-03-16", "2023-06-02", "已到站"} <= set(words_of(await station.get(one)).split())
    assert (await send(station, f"{one}/delivery", 2, **{**said, "on": "2023-03-06"})).status_code == 303
    assert f"{one}/loss" in links_of(await station.get(one))
