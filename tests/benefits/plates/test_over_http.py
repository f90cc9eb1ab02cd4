"""Honour plates over HTTP and in a browser."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.benefits.checks.given import given_person
from tests.benefits.conftest import BrowserOf, ClientOf
from tests.benefits.entered import faults_in, send
from tests.benefits.given import OTHER_STATION, ROOM, STATION
from tests.benefits.plates.test_course import BODY, DOCUMENT
from tests.browsers import links_of, words_of
from tests.workbooks import filled, hand_in

AT, PAGES = "/honour-plates", "/benefits/honour-plates"


@pytest.fixture
async def person(benefits_engine: AsyncEngine) -> UUID:
    return await given_person(benefits_engine)


async def test_over_http_are_written_by_the_station_and_read_by_the_room(client_of: ClientOf, person: UUID) -> None:
    station, room = await client_of(Role.STATION_STAFF, STATION), await client_of(Role.ROOM_STAFF, ROOM)
    stranger = await client_of(Role.STATION_STAFF, OTHER_STATION)
    body = {"person_id": str(person), "document": DOCUMENT, **BODY}
    assert (await room.post(AT, json=body)).status_code == 403
    wrong = {**body, "household_no": "104210/31", "household": "neighbours", "ground": "friend"}
    assert set(faults_in(await station.post(AT, json=wrong))) == {"household_no", "household", "ground"}
    made = await station.post(AT, json=body)
    assert made.status_code == 201, made.text
    one = f"{AT}/{made.json()['entry_id']}"
    step = {"on": "2021-05-06", "document": DOCUMENT, "version": 1}
    assert faults_in(await station.post(f"{one}/withdrawal", json=step)) == {"withdrawal_reason": "missing"}
    said = {**step, "withdrawal_reason": "sentence"}
    assert (await station.post(f"{one}/withdrawal", json=said)).json()["version"] == 2
    back = {"on": "2023-05-08", "document": DOCUMENT, "version": 2}
    assert (await station.post(f"{one}/restoration", json=back)).json()["version"] == 3
    shown = (await room.get(one)).json()
    assert (shown["state"], shown["restored_on"], shown["withdrawal_reason"]) == ("hung", "2023-05-08", None)
    assert (await stranger.get(one)).status_code == 404
    taken = await room.post(f"{AT}/exports", json={"purpose": "核对悬挂情况"})
    assert taken.status_code == 200, taken.text


async def test_many_at_once_are_one_a_household(client_of: ClientOf, person: UUID) -> None:
    centre = await client_of()
    row = {
        "悬挂登记户号": "104210-0031", "身份证号或档案编号": str(person), "悬挂家庭": "本人家庭",
        "悬挂对象": "退役军人家庭", "悬挂日期": "2019年4月12日", "依据": DOCUMENT,
    }  # fmt: skip
    template = (await centre.get(f"{AT}/template.xlsx")).content
    rows = [row, {**row, "悬挂家庭": "另住的父母家庭"}]
    answer = await hand_in(centre, f"{AT}/workbooks", filled(template, rows), dry_run=False)
    assert [each["outcome"] for each in answer.json()["rows"]] == ["recorded", "refused"]


async def test_in_a_browser_lead_from_the_list_to_a_replacement(browser_of: BrowserOf, person: UUID) -> None:
    station = await browser_of(Role.STATION_STAFF, STATION)
    assert f"{PAGES}/new?person={person}" in links_of(await station.get(f"{PAGES}?person={person}"))
    sent = await send(station, f"{PAGES}/new", person_id=str(person), document=DOCUMENT, **BODY)
    assert sent.status_code == 303, sent.text
    one = sent.headers["location"]
    shown = await station.get(one)
    assert {f"{one}/replacement", f"{one}/withdrawal"} <= links_of(shown)
    assert f"{one}/restoration" not in links_of(shown)
    said = {"on": "2020-05-06", "document": DOCUMENT, "replacement_reason": "worn"}
    assert (await send(station, f"{one}/replacement", 1, **said)).status_code == 303
    assert {"老化破损", "在挂"} <= set(words_of(await station.get(one)).split())
