"""Merit bulletins over HTTP and in a browser."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.overdue.commands import OVERDUE
from shared.auth.roles import Role
from tests.benefits.checks.given import given_person
from tests.benefits.conftest import BrowserOf, ClientOf
from tests.benefits.entered import faults_in, run_once, send
from tests.benefits.given import OTHER_STATION, ROOM, STATION
from tests.benefits.merits.test_course import BODY, DOCUMENT, given_bulletin
from tests.browsers import links_of, words_of
from tests.given import given_work

AT, PAGES = "/merit-bulletins", "/benefits/merit-bulletins"


@pytest.fixture
async def person(benefits_engine: AsyncEngine) -> UUID:
    return await given_person(benefits_engine)


async def test_over_http_are_written_by_the_station_and_read_by_the_room(client_of: ClientOf, person: UUID) -> None:
    station, room = await client_of(Role.STATION_STAFF, STATION), await client_of(Role.ROOM_STAFF, ROOM)
    body = {"person_id": str(person), "document": DOCUMENT, **BODY}
    assert (await room.post(AT, json=body)).status_code == 403
    assert faults_in(await station.post(AT, json={**body, "merit": "fourth-class"})) == {"merit": "not-a-merit"}
    made = await station.post(AT, json=body)
    assert made.status_code == 201, made.text
    one = f"{AT}/{made.json()['entry_id']}"
    step = {"on": "2022-01-20", "document": DOCUMENT, "version": 1, "delivered_by": "state", "ceremony": "loud"}
    assert faults_in(await station.post(f"{one}/delivery", json=step)) == {
        "delivered_by": "not-a-level", "ceremony": "not-a-way",
    }  # fmt: skip
    back = {"on": "2022-01-12", "document": DOCUMENT, "return_reason": "elsewhere"}
    assert (await station.post(f"{one}/return", json=back)).json()["version"] == 2
    shown = (await room.get(one)).json()
    assert (shown["state"], shown["return_reason"], shown["due_on"]) == ("returned", "elsewhere", "2022-01-31")


async def test_in_a_browser_lead_from_the_list_to_the_delivery(browser_of: BrowserOf, person: UUID) -> None:
    station = await browser_of(Role.STATION_STAFF, STATION)
    sent = await send(station, f"{PAGES}/new", person_id=str(person), document=DOCUMENT, **BODY)
    assert sent.status_code == 303, sent.text
    one = sent.headers["location"]
    assert one in links_of(await station.get(f"{PAGES}?state=received"))
    said = {"on": "2022-01-20", "document": DOCUMENT, "ceremony": "at-home"}
    refused = await send(station, f"{one}/delivery", 1, **said, delivered_by="township")
    assert (refused.status_code, "至少由县级送达" in words_of(refused)) == (422, True)
    assert (await send(station, f"{one}/delivery", 1, **said, delivered_by="county")).status_code == 303
    assert "入户送达，举行仪式" in words_of(await station.get(one))


async def test_that_is_late_waits_on_the_first_page_of_who_keeps_the_book(
    browser_of: BrowserOf, benefits_engine: AsyncEngine, person: UUID
) -> None:
    station, room = await browser_of(Role.STATION_STAFF, STATION), await browser_of(Role.ROOM_STAFF, ROOM)
    other = await browser_of(Role.STATION_STAFF, OTHER_STATION)
    await given_bulletin(benefits_engine, person)
    late = f"{PAGES}?state=overdue"
    assert late not in links_of(await station.get("/benefits/due"))
    await run_once(given_work(benefits_engine, now=datetime(2022, 2, 1, 17, tzinfo=UTC)), OVERDUE)
    due = await station.get("/benefits/due")
    assert late in links_of(due)
    assert "立功喜报：逾期 1" in words_of(due)
    assert "逾期" in words_of(await station.get(late))
    for stranger in (room, other):
        assert late not in links_of(await stranger.get("/benefits/due"))
