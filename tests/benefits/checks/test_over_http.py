"""Health checks over HTTP and in a browser: recorded, listed, taken away, many at once."""

import re
from io import BytesIO
from itertools import pairwise
from typing import Any
from uuid import UUID

import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.directory.tables import MERGED_VETERAN
from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.checks.given import BODY, DOCUMENT, given_check, given_person
from tests.benefits.conftest import BrowserOf, ClientOf
from tests.benefits.given import OTHER_STATION, ROOM, STATION
from tests.browsers import links_of, words_of
from tests.workbooks import filled, hand_in, told

AT, PAGES = "/health-checks", "/benefits/health-checks"


@pytest.fixture
async def person(benefits_engine: AsyncEngine) -> UUID:
    return await given_person(benefits_engine)


def faults(answer: httpx2.Response) -> dict[str, str]:
    return {each["field"]: each["code"] for each in answer.json()["fields"]}


class TestTheApi:
    async def test_records_goes_on_corrects_and_shows(self, client_of: ClientOf, person: UUID) -> None:
        station = await client_of(Role.STATION_STAFF, STATION)
        made = await station.post(AT, json={"person_id": str(person), **BODY})
        assert made.status_code == 201, made.text
        one = f"{AT}/{made.json()['entry_id']}"
        no_reason = await station.post(f"{one}/no-show", json={"on": "2019-05-06", "document": DOCUMENT})
        assert (no_reason.status_code, faults(no_reason)) == (422, {"miss_reason": "missing"})
        wrong = {"on": "2019-05-06", "document": DOCUMENT, "miss_reason": "rain"}
        assert faults(await station.post(f"{one}/no-show", json=wrong)) == {"miss_reason": "not-a-reason"}
        missed = await station.post(f"{one}/no-show", json={**wrong, "miss_reason": "away", "version": 1})
        assert missed.json()["version"] == 2
        other = {"person_id": str(person), **BODY, "miss_reason": "unwell"}
        assert (await station.post(f"{one}/correction", json=other)).status_code == 200
        shown = (await station.get(one)).json()
        assert (shown["state"], shown["miss_reason"], shown["person_id"]) == ("missed", "unwell", str(person))
        versions = (await station.get(f"{one}/versions")).json()
        assert [each["act"] for each in versions] == ["corrected", "no-show", "recorded"]

    async def test_is_for_those_who_serve_the_person(
        self, client_of: ClientOf, benefits_engine: AsyncEngine, person: UUID
    ) -> None:
        check = await given_check(benefits_engine, person)
        room, stranger = await client_of(Role.ROOM_STAFF, ROOM), await client_of(Role.STATION_STAFF, OTHER_STATION)
        assert (await room.get(f"{AT}/{check}")).status_code == 200
        assert (await room.post(AT, json={"person_id": str(person), **BODY})).status_code == 403
        assert (await stranger.get(f"{AT}/{check}")).status_code == 404
        assert (await stranger.get(AT)).json()["items"] == []
        refused = await stranger.post(AT, json={"person_id": str(person), **BODY, "year": 2020})
        assert (refused.status_code, refused.json()["code"]) == (409, "veteran-not-known-yet")

    async def test_lists_those_of_a_unit_of_a_state_and_of_a_person_with_his_other_files(
        self, client_of: ClientOf, benefits_engine: AsyncEngine, person: UUID
    ) -> None:
        other = await given_person(benefits_engine, STATION)
        checks = [await given_check(benefits_engine, each) for each in (person, other)]
        centre = await client_of()

        async def listed(**asked: Any) -> list[str]:
            return [each["entry_id"] for each in (await centre.get(AT, params=asked)).json()["items"]]

        assert await listed() == [str(each) for each in reversed(checks)]
        assert await listed(unit=ROOM.rpartition(".")[2]) == [str(checks[0])]
        assert await listed(state="completed") == []
        assert await listed(person=str(other)) == [str(checks[1])]
        async with benefits_engine.begin() as connection:
            await connection.execute(insert(MERGED_VETERAN).values(veteran_id=person, merged_into=other))
        assert len(await listed(person=str(other))) == 2
        unknown = await centre.get(AT, params={"unit": "411329999"})
        assert (unknown.status_code, unknown.json()["code"]) == (409, "org-unit-not-known-yet")

    async def test_takes_the_list_away(self, client_of: ClientOf, benefits_engine: AsyncEngine, person: UUID) -> None:
        await given_check(benefits_engine, person)
        centre = await client_of()
        taken = await centre.post(f"{AT}/exports", json={"purpose": "核对到检情况", "person": str(person)})
        assert taken.status_code == 200, taken.text
        sheet = CalamineWorkbook.from_filelike(BytesIO(taken.content)).get_sheet_by_index(0).to_python()
        heads, line = next((heads, line) for heads, line in pairwise(sheet) if heads[0] == "人员档案编号")
        assert dict(zip(heads, line, strict=True))["体检机构"] == "新野县人民医院"
        assert line[0] == str(person)


class TestAWorkbook:
    async def test_is_judged_row_by_row_and_then_recorded_once(
        self, client_of: ClientOf, benefits_engine: AsyncEngine, person: UUID
    ) -> None:
        station = await client_of(Role.STATION_STAFF, STATION)
        template = (await station.get(f"{AT}/template.xlsx")).content
        row = {
            "身份证号或档案编号": str(person), "年度": 2019, "批次": 1, "体检机构": "新野县人民医院",
            "安排日期": "2019年5月6日", "依据": DOCUMENT,
        }  # fmt: skip
        rows = [row, {**row, "身份证号或档案编号": str(new_id())}, {**row, "年度": "去年"}, {**row, "批次": 2}]
        book = filled(template, rows)
        expected = [
            (3, "refused", "veteran-not-known-yet", []),
            (4, "refused", "row-invalid", ["year"]),
            (5, "refused", "entry-exists", []),
        ]
        trial = await hand_in(station, f"{AT}/workbooks", book, dry_run=True)
        assert told(trial.json()) == [(2, "acceptable", None, []), *expected]
        done = await hand_in(station, f"{AT}/workbooks", book, dry_run=False)
        assert done.json()["rows"][0]["outcome"] == "recorded"
        again = await hand_in(station, f"{AT}/workbooks", book, dry_run=False)
        assert told(again.json())[0] == (2, "refused", "entry-exists", [])


class TestPages:
    async def test_lead_from_the_list_to_the_last_step(self, browser_of: BrowserOf, person: UUID) -> None:
        station = await browser_of(Role.STATION_STAFF, STATION)
        listed = await station.get(f"{PAGES}?person={person}")
        assert f"{PAGES}/new?person={person}" in links_of(listed)
        assert f'data-person="{person}"' in listed.text  # whose list it is, though there is none
        form = await station.get(f"{PAGES}/new?person={person}")
        assert str(person) in form.text
        made = await send(station, f"{PAGES}/new", person_id=str(person), **BODY)
        assert made.status_code == 303, made.text
        one = made.headers["location"]
        assert "新野县人民医院" in words_of(await station.get(one))
        assert {f"{one}/{end}" for end in ("completion", "no-show", "correction", "revocation")} <= links_of(
            await station.get(one)
        )
        missing = await station.get(f"{one}/no-show")
        assert "外出" in words_of(missing)
        assert re.findall(r'id="f-([a-z_]+)"', missing.text) == ["on", "miss_reason", "document"]
        said = {"on": "2019-05-06", "document": DOCUMENT}
        refused = await send(station, f"{one}/no-show", 1, **{**said, "on": "2019-05-05"}, miss_reason="away")
        assert (refused.status_code, "日期 ：不能早于 2019-05-06。" in words_of(refused)) == (422, True)
        assert 'id="e-on"' in refused.text  # beside the field, not by the name of a column
        assert (await send(station, f"{one}/no-show", 1, **said, miss_reason="away")).status_code == 303
        later = {**said, "on": "2019-06-03"}
        assert (await send(station, f"{one}/follow-up", 2, **later, follow_up="to-be-rescheduled")).status_code == 303
        assert {"已随访", "另行安排"} <= set(words_of(await station.get(one)).split())
        assert "已随访" in words_of(await station.get(PAGES))

    async def test_say_whose_it_is_before_it_is_recorded_and_corrected(
        self, browser_of: BrowserOf, benefits_engine: AsyncEngine, person: UUID
    ) -> None:
        check, shown = await given_check(benefits_engine, person), f'data-person="{person}"'
        station = await browser_of(Role.STATION_STAFF, STATION)
        asked = f'name="person_ids" value="{person}"'  # registry's name takes the place of the number
        for form in (f"new?person={person}", f"{check}/correction", f"{check}/completion"):
            page = await station.get(f"{PAGES}/{form}")
            assert (shown in page.text, asked in page.text) == (True, True), form
        wrong = await send(station, f"{PAGES}/new", **BODY, person_id="梁东")
        assert (wrong.status_code, 'value="梁东"' in wrong.text, "data-person" in wrong.text) == (422, True, False)

    async def test_correct_of_steps_only_what_was_recorded(
        self, browser_of: BrowserOf, benefits_engine: AsyncEngine, person: UUID
    ) -> None:
        check = await given_check(benefits_engine, person)
        station = await browser_of(Role.STATION_STAFF, STATION)
        names = {"completed_on", "missed_on", "miss_reason", "followed_up_on", "follow_up"}
        before = await station.get(f"{PAGES}/{check}/correction")
        assert not [name for name in names if f'name="{name}"' in before.text]
        said = {"on": "2019-05-06", "document": DOCUMENT, "miss_reason": "away"}
        assert (await send(station, f"{PAGES}/{check}/no-show", 1, **said)).status_code == 303
        after = await station.get(f"{PAGES}/{check}/correction")
        assert {name for name in names if f'name="{name}"' in after.text} == {"missed_on", "miss_reason"}
        assert "不填的，按原来的不变。" in words_of(after)

    async def test_tell_what_each_act_changed(
        self, browser_of: BrowserOf, benefits_engine: AsyncEngine, person: UUID
    ) -> None:
        check = await given_check(benefits_engine, person)
        station = await browser_of(Role.STATION_STAFF, STATION)
        one, said = f"{PAGES}/{check}", {"on": "2019-05-06", "document": DOCUMENT}
        assert (await send(station, f"{one}/no-show", 1, **said, miss_reason="away")).status_code == 303
        assert (await send(station, f"{one}/step-back", 2, reason="登记有误")).status_code == 303
        other = {"person_id": str(person), **BODY, "provider": "新野县中医院"}
        assert (await send(station, f"{one}/correction", 3, **other)).status_code == 303
        corrected, back, missed, recorded = re.findall(r"<li>.*?</li>", (await station.get(one)).text, re.DOTALL)[-4:]
        assert "未到检日期：2019-05-06；未到检原因：外出" in words(missed)
        assert "未到检原因：—（原为外出）" in words(back)
        assert "体检机构：新野县中医院（原为新野县人民医院）" in words(corrected)
        assert "年度" not in words(corrected)
        assert "年度：2019" in words(recorded)

    async def test_offer_nothing_to_who_may_not(
        self, browser_of: BrowserOf, benefits_engine: AsyncEngine, person: UUID
    ) -> None:
        check = await given_check(benefits_engine, person)
        room = await browser_of(Role.ROOM_STAFF, ROOM)
        assert f"{PAGES}/{check}" in links_of(await room.get(PAGES))
        assert not [
            link for link in links_of(await room.get(f"{PAGES}/{check}")) if link.startswith(f"{PAGES}/{check}/")
        ]


def words(html: str) -> str:
    """What a piece of a page says."""
    return re.sub(r"<[^>]+>|\s", "", html)


async def send(browser: httpx2.AsyncClient, path: str, version: int = 1, /, **said: Any) -> httpx2.Response:
    """A form as a browser sends it."""
    return await browser.post(path, data={"idempotency_key": str(new_id()), "version": str(version), **said})
