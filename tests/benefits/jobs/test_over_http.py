"""Jobs over HTTP and in a browser: recorded, many at once, what suits somebody and why."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.checks.given import given_person
from tests.benefits.checks.test_over_http import send
from tests.benefits.conftest import BrowserOf, ClientOf
from tests.benefits.given import OTHER_STATION, ROOM, STATION
from tests.benefits.jobs.given import DOCUMENT, EMPLOYER, POSTING, WISH, given_employer, given_posting, given_wish
from tests.benefits.jobs.test_books import MONDAY, pushing
from tests.browsers import links_of, words_of
from tests.workbooks import filled, hand_in

EMPLOYERS, POSTINGS, WISHES, HIRES = "/job-employers", "/job-postings", "/job-preferences", "/job-hires"
APPLICATIONS = "/job-applications"
PUSHES, PAGES = "/job-pushes", "/benefits"


@pytest.fixture
async def person(benefits_engine: AsyncEngine) -> UUID:
    return await given_person(benefits_engine)


class TestTheApi:
    async def test_records_at_the_centre_and_serves_where_the_person_is(
        self, client_of: ClientOf, person: UUID
    ) -> None:
        centre, room = await client_of(), await client_of(Role.ROOM_STAFF, ROOM)
        stranger = await client_of(Role.STATION_STAFF, OTHER_STATION)
        made = await centre.post(EMPLOYERS, json={**EMPLOYER, "document": DOCUMENT})
        assert made.status_code == 201, made.text
        said = {**POSTING, "employer_id": made.json()["entry_id"], "document": DOCUMENT}
        assert (await room.post(POSTINGS, json=said)).status_code == 403
        posting = (await centre.post(POSTINGS, json=said)).json()["entry_id"]
        assert (await stranger.get(f"{POSTINGS}/{posting}")).json()["veterans_first"] is True
        matches = f"/persons/{person}/job-matches"
        before = (await room.get(matches)).json()
        assert (before["is_told"], [each["posting_id"] for each in before["matches"]]) == (False, [posting])
        wish = await room.post(WISHES, json={"person_id": str(person), **WISH, "document": DOCUMENT})
        assert wish.status_code == 201, wish.text
        found = (await room.get(matches)).json()
        assert found["is_told"] is True
        assert found["matches"][0]["reasons"] == [
            "wanted-occupation", "wage-enough", "veterans-first", "near-enough",
        ]  # fmt: skip
        assert (await stranger.get(matches)).status_code == 404
        assert (await stranger.get(WISHES)).json()["items"] == []
        hire = {"person_id": str(person), "posting_id": posting, "hired_on": "2019-05-06", "document": DOCUMENT}
        assert (await room.post(HIRES, json=hire)).status_code == 201
        assert (await room.get(matches)).json()["matches"] == []

    async def test_records_who_applied_and_what_the_employer_answered(
        self, client_of: ClientOf, benefits_engine: AsyncEngine, person: UUID
    ) -> None:
        posting = await given_posting(benefits_engine, await given_employer(benefits_engine))
        room, stranger = await client_of(Role.ROOM_STAFF, ROOM), await client_of(Role.STATION_STAFF, OTHER_STATION)
        said = {"person_id": str(person), "posting_id": str(posting), "applied_on": "2019-04-16", "document": DOCUMENT}
        assert (await stranger.post(APPLICATIONS, json=said)).status_code == 409
        made = await room.post(APPLICATIONS, json=said)
        assert made.status_code == 201, made.text
        at = f"{APPLICATIONS}/{made.json()['entry_id']}"
        assert (await stranger.get(at)).status_code == 404
        refusal = {"on": "2019-04-25", "document": DOCUMENT, "refusal_reason": "not-a-reason"}
        refused = await room.post(f"{at}/refusal", json=refusal)
        assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, "refusal_reason")
        assert (await room.post(f"{at}/refusal", json={**refusal, "refusal_reason": "unfit"})).status_code == 200
        assert (await room.post(f"{at}/step-back", json={"reason": "登错"})).status_code == 200
        hire = {"on": "2019-05-06", "document": DOCUMENT}
        assert (await room.post(f"{at}/hire", json=hire)).status_code == 200
        [hired] = (await room.get(HIRES, params={"person": str(person)})).json()["items"]
        assert (hired["posting_id"], hired["hired_on"]) == (str(posting), "2019-05-06")
        shown = (await room.get(at)).json()
        assert (shown["state"], shown["refusal_reason"], shown["ended_on"]) == ("hired", None, "2019-05-06")
        blocked = await room.post(f"{HIRES}/{hired['entry_id']}/revocation", json={"reason": "登错"})
        assert (blocked.status_code, blocked.json()["code"]) == (409, "entry-holds-others")
        purpose = {"purpose": "核对应聘情况", "under": str(posting)}
        taken = await room.post(f"{APPLICATIONS}/exports", json=purpose)
        assert taken.status_code == 200, taken.text

    async def test_takes_lists_of_postings(
        self, client_of: ClientOf, benefits_engine: AsyncEngine, person: UUID
    ) -> None:
        employer = await given_employer(benefits_engine)
        centre = await client_of()
        row = {
            "岗位": "保安员", "工种": "安保、消防", "工作地点": "本县", "月薪下限": "3500", "招聘人数": 6,
            "截止日期": "2019-05-31", "用人单位": str(employer), "优先招用退役军人": "是", "发布日期": "2019-04-08",
            "依据": DOCUMENT,
        }  # fmt: skip
        rows = [row, {**row, "用人单位": str(new_id())}, {**row, "岗位": "押运员", "月薪下限": ""}]
        book = filled((await centre.get(f"{POSTINGS}/template.xlsx")).content, rows)
        done = await hand_in(centre, f"{POSTINGS}/workbooks", book, dry_run=False)
        assert [each["outcome"] for each in done.json()["rows"]] == ["recorded", "refused", "recorded"]
        listed = (await centre.get(POSTINGS)).json()["items"]
        assert [(each["title"], each["wage_fen"]) for each in listed] == [("押运员", None), ("保安员", 350000)]

    async def test_tells_postings_that_are_over_from_those_that_are_open(
        self, client_of: ClientOf, browser_of: BrowserOf, benefits_engine: AsyncEngine, person: UUID
    ) -> None:
        employer = await given_employer(benefits_engine)
        made = {
            state: str(await given_posting(benefits_engine, employer, open_until=last_day))
            for state, last_day in (("open", "2099-12-31"), ("over", "2019-04-30"))
        }
        centre, station = await client_of(), await browser_of(Role.STATION_STAFF, STATION)
        for state, words in (("open", "招聘中"), ("over", "已截止")):
            listed = (await centre.get(POSTINGS, params={"state": state})).json()["items"]
            shown = (await centre.get(f"{POSTINGS}/{made[state]}")).json()
            assert [(each["entry_id"], each["state"]) for each in (*listed, shown)] == [(made[state], state)] * 2
            page = await station.get(f"{PAGES}{POSTINGS}", params={"state": state})
            assert [f"{PAGES}{POSTINGS}/{each}" in links_of(page) for each in made.values()] == [
                each == state for each in made
            ]
            head = words_of(await station.get(f"{PAGES}{POSTINGS}/{made[state]}"))
            assert (words in head, "招聘中" in head) == (True, state == "open")
        purpose = {"purpose": "核对招聘岗位", "state": "over"}
        taken = await centre.post(f"{POSTINGS}/exports", json=purpose)
        rows = CalamineWorkbook.from_filelike(BytesIO(taken.content)).get_sheet_by_index(0).to_python()
        assert [row for row in rows if "招聘中" in row] == []
        assert len([row for row in rows if "已截止" in row and "保安员" in row]) == 1


class TestWhatWasPutTogether:
    async def test_is_listed_by_week_and_unit_shown_and_taken_away(
        self, client_of: ClientOf, browser_of: BrowserOf, benefits_engine: AsyncEngine, person: UUID
    ) -> None:
        other = await given_person(benefits_engine, STATION)
        employer = await given_employer(benefits_engine)
        for each in (person, other):
            await given_wish(benefits_engine, each)
        await given_posting(benefits_engine, employer)
        await pushing(benefits_engine)
        await given_posting(benefits_engine, employer)
        next_week = MONDAY + timedelta(days=7)
        await pushing(benefits_engine, next_week)
        centre, room = await client_of(), await client_of(Role.ROOM_STAFF, ROOM)

        async def listed(client: httpx2.AsyncClient, **asked: str) -> list[tuple[str, str]]:
            items = (await client.get(PUSHES, params=asked)).json()["items"]
            return [(each["person_id"], each["week"]) for each in items]

        assert {week for _, week in (await listed(centre))[:2]} == {str(next_week)}
        assert len(await listed(centre)) == 4
        assert await listed(room, week=str(MONDAY + timedelta(days=3))) == [(str(person), str(MONDAY))]
        assert await listed(centre, unit=ROOM.rpartition(".")[2], week=str(MONDAY)) == [(str(person), str(MONDAY))]
        first = (await centre.get(PUSHES, params={"limit": 3})).json()
        assert len((await centre.get(PUSHES, params={"cursor": first["next"]})).json()["items"]) == 1
        taken = await centre.post(f"{PUSHES}/exports", json={"purpose": "核对推送情况", "week": str(MONDAY)})
        assert taken.status_code == 200, taken.text
        browser = await browser_of(Role.STATION_STAFF, STATION)
        assert f"{PAGES}{PUSHES}" in links_of(await browser.get(f"{PAGES}/jobs"))
        page = await browser.get(f"{PAGES}{PUSHES}", params={"week": str(MONDAY)})
        assert f"{PAGES}/jobs/of-person/{person}" in links_of(page)
        assert str(next_week) not in words_of(page)


class TestPages:
    async def test_lead_from_the_person_to_what_suits_him(
        self, browser_of: BrowserOf, benefits_engine: AsyncEngine, person: UUID
    ) -> None:
        posting = await given_posting(benefits_engine, await given_employer(benefits_engine))
        station = await browser_of(Role.STATION_STAFF, STATION)
        contents = links_of(await station.get(f"{PAGES}/jobs"))
        assert {
            f"{PAGES}{each}" for each in (EMPLOYERS, POSTINGS, WISHES, APPLICATIONS, HIRES, "/job-fairs")
        } <= contents
        suiting = f"{PAGES}/jobs/of-person/{person}"
        assert {f"{PAGES}{WISHES}/new?person={person}", f"{PAGES}{HIRES}/new?person={person}"} <= links_of(
            await station.get(suiting)
        )
        form = await station.get(f"{PAGES}{WISHES}/new?person={person}")
        assert "省外" in words_of(form)
        said = {"person_id": str(person), "occupation": "", "place": "county", "wage_yuan": "", "document": DOCUMENT}
        made = await send(station, f"{PAGES}{WISHES}/new", **said, wished_on="2019-04-01")
        assert made.status_code == 303, made.text
        shown = await station.get(suiting)
        assert f"{PAGES}{POSTINGS}/{posting}" in links_of(shown)
        assert {"每周推送", "优先招用退役军人、在求职地点范围内"} <= set(words_of(shown).split())
        apply = f"{PAGES}{APPLICATIONS}/new?person={person}&under={posting}"
        assert apply in links_of(shown)
        of_it = words_of(await station.get(f"{PAGES}{APPLICATIONS}?under={posting}"))
        assert "招聘岗位： 保安员" in of_it  # what the list is of, though nobody has applied yet
        offered = words_of(await station.get(apply))
        assert re.search(r"保安员 \S+ 新野县保安服务公司", offered)  # another employer may seek one too
        applied = {"person_id": str(person), "posting_id": str(posting), "applied_on": "2019-04-16"}
        entry = await send(station, f"{PAGES}{APPLICATIONS}/new", **applied, document=DOCUMENT)
        assert entry.status_code == 303, entry.text
        went = await send(station, f"{entry.headers['location']}/invitation", 1, on="2019-04-20", document=DOCUMENT)
        assert went.status_code == 303, went.text
        assert "已通知面试" in words_of(await station.get(entry.headers["location"]))
        out = {"on": "2019-04-22", "document": "本人申请"}
        assert (await send(station, f"{made.headers['location']}/opt-out", 1, **out)).status_code == 303
        assert "不推送" in words_of(await station.get(suiting))
        room = await browser_of(Role.ROOM_STAFF, ROOM)
        assert f"{PAGES}{POSTINGS}/new" not in links_of(await room.get(f"{PAGES}{POSTINGS}"))
