"""Visits over HTTP and in a browser: recorded, listed, taken away; how far a festival has come."""

from datetime import date
from io import BytesIO
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.directory.tables import MERGED_VETERAN
from shared.auth.roles import Role
from shared.entries.commands import take_step
from shared.ids import new_id
from tests.benefits.checks.given import given_person
from tests.benefits.conftest import BrowserOf, ClientOf
from tests.benefits.entered import faults_in, known, send
from tests.benefits.given import OTHER_STATION, ROOM, STATION, code_of
from tests.benefits.visits.given import BODY, DEFINITION, DOCUMENT, given_visit
from tests.browsers import links_of, words_of
from tests.given import given_work
from tests.workbooks import filled, hand_in, told

AT, PAGES = "/visits", "/benefits/visits"
FESTIVAL: dict[str, Any] = {"year": 2019, "occasion": "spring-festival"}


@pytest.fixture
async def person(benefits_engine: AsyncEngine) -> UUID:
    return await given_person(benefits_engine)


async def made(engine: AsyncEngine, visit: UUID, step: str = "making", **said: Any) -> None:
    await take_step(given_work(engine), DEFINITION, visit, step, on=date(2019, 1, 28), document=DOCUMENT, said=said)


class TestTheApi:
    async def test_records_goes_on_and_shows(self, client_of: ClientOf, person: UUID) -> None:
        room, stranger = await client_of(Role.ROOM_STAFF, ROOM), await client_of(Role.STATION_STAFF, OTHER_STATION)
        body = {"person_id": str(person), **BODY}
        made = await room.post(AT, json=body)
        assert made.status_code == 201, made.text
        one = f"{AT}/{made.json()['entry_id']}"
        wrong = {**body, "occasion": "birthday", "level": "state", "year": 2009}
        assert set(faults_in(await room.post(AT, json=wrong))) == {"occasion", "level", "year"}
        step = {"on": "2019-01-28", "document": DOCUMENT, "version": 1}
        assert faults_in(await room.post(f"{one}/miss", json=step)) == {"miss_reason": "missing"}
        assert (await room.post(f"{one}/making", json=step)).json()["version"] == 2
        assert (await room.post(f"{one}/correction", json={**body, "gift_yuan": "300"})).status_code == 200
        shown = (await room.get(one)).json()
        assert (shown["state"], shown["gift_fen"], shown["made_on"]) == ("made", 30_000, "2019-01-28")
        assert (await stranger.get(one)).status_code == 404
        assert (await stranger.post(AT, json=body)).json()["code"] == "veteran-not-known-yet"


class TestAWorkbook:
    async def test_plans_many_at_once(self, client_of: ClientOf, person: UUID) -> None:
        station = await client_of(Role.STATION_STAFF, STATION)
        template = (await station.get(f"{AT}/template.xlsx")).content
        row = {
            "身份证号或档案编号": str(person), "年度": 2019, "走访慰问时机": "春节", "走访慰问层级": "村级",
            "计划日期": "2019年1月28日", "慰问金和慰问品折价": "200", "依据": DOCUMENT,
        }  # fmt: skip
        rows = [row, {**row, "走访慰问时机": "生日"}, {**row, "走访慰问层级": "县级", "慰问金和慰问品折价": ""}]
        answer = await hand_in(station, f"{AT}/workbooks", filled(template, rows), dry_run=False)
        assert [each["outcome"] for each in answer.json()["rows"]] == ["recorded", "refused", "recorded"]
        assert told(answer.json())[1] == (3, "refused", "row-invalid", ["occasion"])


class TestCoverage:
    async def test_says_how_far_each_unit_has_come_and_who_is_left(
        self, client_of: ClientOf, benefits_engine: AsyncEngine, person: UUID
    ) -> None:
        engine = benefits_engine
        persons = [person, *[await given_person(engine) for _ in range(4)], await given_person(engine, STATION)]
        visited, planned, missed, dead, moved, at_station = persons
        await made(engine, await given_visit(engine, visited))
        await given_visit(engine, visited, level="county")
        await given_visit(engine, planned, planned_on="2019-02-01")
        await made(engine, await given_visit(engine, missed), "miss", miss_reason="away")
        await made(engine, await given_visit(engine, at_station, occasion="illness"))
        await known(engine, dead, deceased_on=date(2019, 1, 2))
        await known(engine, moved, away_since=date(2019, 1, 2))
        centre, room = await client_of(), await client_of(Role.ROOM_STAFF, ROOM)

        async def covered(**asked: Any) -> list[tuple[Any, ...]]:
            items = (await centre.get(f"{AT}/coverage", params={**FESTIVAL, **asked})).json()["items"]
            names = ("org_code", "persons", "made", "planned", "missed", "open")
            return [tuple(each[name] for name in names) for each in items]

        async def left(client: Any = centre, **asked: Any) -> dict[str, tuple[Any, ...]]:
            items = (await client.get(f"{AT}/unvisited", params={**FESTIVAL, **asked})).json()["items"]
            return {each["person_id"]: (each["planned_on"], each["missed_on"]) for each in items}

        station, village = code_of(STATION), code_of(ROOM)
        assert await covered() == [(station, 1, 0, 0, 0, 1), (village, 3, 1, 1, 1, 0)]
        assert await covered(unit=village, occasion="army-day") == [(village, 3, 0, 0, 0, 3)]
        assert await left() == {
            str(planned): ("2019-02-01", None), str(missed): (None, "2019-01-28"), str(at_station): (None, None),
        }  # fmt: skip
        assert set(await left(room)) == {str(planned), str(missed)}
        assert set(await left(unit=station, limit=1)) == {str(at_station)}
        async with engine.begin() as connection:
            await connection.execute(insert(MERGED_VETERAN).values(veteran_id=visited, merged_into=planned))
        assert await covered(unit=village) == [(village, 2, 1, 0, 1, 0)]
        wrong = await centre.get(f"{AT}/coverage", params={"occasion": "illness"})
        assert (wrong.status_code, faults_in(wrong)) == (422, {"occasion": "not-a-festival"})
        assert (await room.get(f"{AT}/unvisited", params={"unit": "411329105"})).status_code == 409

    async def test_is_taken_away(self, client_of: ClientOf, benefits_engine: AsyncEngine, person: UUID) -> None:
        await given_visit(benefits_engine, person)
        centre = await client_of()
        purpose = {"purpose": "春节前核对", **FESTIVAL}
        for at, first, said in (
            ("coverage", "机构", {"应走访": 1.0, "已计划": 1.0, "年度": 2019.0}),
            ("unvisited", "人员档案编号", {"人员档案编号": str(person), "走访慰问时机": "春节"}),
        ):
            taken = await centre.post(f"{AT}/{at}/exports", json=purpose)
            assert taken.status_code == 200, taken.text
            sheet = CalamineWorkbook.from_filelike(BytesIO(taken.content)).get_sheet_by_index(0).to_python()
            heads, line = next((heads, line) for heads, line in pairwise(sheet) if heads[0] == first)
            assert said.items() <= dict(zip(heads, line, strict=True)).items()


class TestPages:
    async def test_lead_from_who_is_left_to_a_visit_that_was_made(self, browser_of: BrowserOf, person: UUID) -> None:
        room = await browser_of(Role.ROOM_STAFF, ROOM)
        covered = await room.get(f"{PAGES}/coverage?year=2019")
        assert "2019年春节前的走访安排在 2019-01-15 至 2019-02-03。" in words_of(covered)
        assert "尚未走访 1 人" in words_of(covered)
        village = f"{PAGES}/unvisited?year=2019&occasion=spring-festival&unit={code_of(ROOM)}"
        assert village in links_of(covered)
        left = await room.get(village)
        assert f"{PAGES}/new?person={person}" in links_of(left)
        sent = await send(room, f"{PAGES}/new", person_id=str(person), **BODY)
        assert sent.status_code == 303, sent.text
        one = sent.headers["location"]
        assert {f"{one}/making", f"{one}/miss"} <= links_of(await room.get(one))
        done = await send(room, f"{one}/making", 1, on="2019-01-28", document=DOCUMENT)
        assert done.status_code == 303, done.text
        shown = words_of(await room.get(one))
        assert "已走访" in shown
        assert "200.00 元" in shown
        assert "都已走访。" in words_of(await room.get(village))
        assert f"{PAGES}/coverage" in links_of(await room.get(f"{PAGES}?person={new_id()}"))
        assert (await room.get(f"{PAGES}/coverage")).status_code == 200
