"""Rankings and appeals over HTTP, and in a browser without script."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.rankings.commands.ranking import confirm_ranking
from services.reporting.rankings.queries import list_to_settle
from shared.auth.roles import Role
from shared.calendar.tables import WORKING_CALENDAR
from shared.clock import local_date, machine_now
from tests.browsers import links_of, words_of
from tests.given import given_work
from tests.papers import printed
from tests.reporting.conftest import ClientFor
from tests.reporting.given import SHIAN, UNIT, WAIZI, YANGYING, code_of
from tests.reporting.scores.given import INSPECTOR, all_scored, given_round, scored

OWN = code_of(SHIAN)
LATER = machine_now() + timedelta(days=30)


@pytest.fixture
async def round_id(reporting_engine: AsyncEngine) -> str:
    """Everything is scored; the notices of this year and the next are there, whenever this runs."""
    years = {local_date(machine_now()).year, local_date(LATER).year}
    notices = [{"year": year, "source": "测试", "off": [], "worked": []} for year in sorted(years)]
    async with reporting_engine.begin() as connection:
        await connection.execute(insert(WORKING_CALENDAR), notices)
    found = await given_round(reporting_engine)
    await all_scored(reporting_engine, found, [(WAIZI, "2.5")])
    return str(found)


async def waiting(engine: AsyncEngine) -> list[str]:
    """Once nobody may appeal any more: in what state rankings wait for their next step."""
    async with engine.connect() as connection:
        return [row.state for row in await list_to_settle(connection, local_date(LATER))]


class TestTheApi:
    async def test_ranks_hears_appeals_and_publishes(
        self, client_for: ClientFor, reporting_engine: AsyncEngine, round_id: str
    ) -> None:
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        station, room = await client_for(Role.STATION_STAFF, WAIZI), await client_for(Role.ROOM_STAFF, YANGYING)
        at = f"/assessment-rounds/{round_id}"
        assert (await centre.get(f"{at}/ranking")).status_code == 404
        made = await centre.post(f"{at}/provisional-ranking", json={})
        assert (made.status_code, made.json()["state"], made.json()["edition"]) == (200, "provisional", 1)
        ranking = (await room.get(f"{at}/ranking")).json()
        assert [(each["listed"], each["org_code"], each["place"], each["total"]) for each in ranking["places"]] == [
            ("townships", OWN, 1, "83"),
            ("townships", code_of(WAIZI), 2, "79.5"),
            ("county-units", code_of(UNIT), 1, "82"),
        ]
        said = {"org_code": code_of(WAIZI), "indicator": "A1", "grounds": "当日已整改到位"}
        assert (await station.post(f"{at}/appeals", json={**said, "org_code": OWN})).status_code == 404
        lodged = await station.post(f"{at}/appeals", json=said)
        assert lodged.status_code == 201, lodged.text
        [appeal] = (await centre.get(f"{at}/appeals")).json()
        own = f"/score-appeals/{appeal['appeal_id']}"
        upheld = {"outcome": "upheld", "points": "10", "note": "已核对整改记录"}
        assert (await station.post(f"{own}/decision", json=upheld)).status_code == 403
        decided = await leader.post(f"{own}/decision", json=upheld)
        assert (decided.status_code, decided.json()["edition"]) == (200, 2)
        assert (await station.get(own)).json()["outcome"] == "upheld"
        refused = await centre.post(f"{at}/confirmation", json={})
        assert (refused.status_code, refused.json()["code"]) == (409, "score-appeals-possible")
        assert await waiting(reporting_engine) == ["provisional"]
        await confirm_ranking(given_work(reporting_engine, INSPECTOR, LATER), UUID(round_id))
        assert (await leader.post(f"{at}/publication", json={})).json()["state"] == "published"
        places = (await room.get("/rankings", params={"month": "2019-04", "listed": "townships"})).json()["items"]
        assert [(each["org_code"], each["place"], each["total"]) for each in places] == [
            (OWN, 1, "83"),
            (code_of(WAIZI), 2, "82"),
        ]
        before = (await station.get(f"{at}/ranking", params={"edition": 1})).json()
        assert (before["is_last"], before["places"][1]["total"]) == (False, "79.5")
        paper = await printed(room, f"{at}/ranking/letter")
        assert "2019年4月考评排名通报" in paper
        assert "第2次排名" in paper
        document = await room.get(f"{at}/ranking/document")
        assert (document.status_code, document.content[:2]) == (200, b"PK")
        taken = await centre.post("/rankings/exports", json={"purpose": "汇总排名", "month": "2019-04"})
        assert (taken.status_code, taken.content[:2]) == (200, b"PK")
        reopened = await leader.post(f"{at}/reopening", json={"reason": "一处否决事项漏登"})
        assert reopened.json()["state"] == "open"
        assert (await room.get("/rankings")).json()["items"] == []
        assert (await room.get(f"{at}/ranking/letter")).json()["code"] == "letter-not-found"


class TestThePages:
    async def test_show_a_ranking_that_opens_to_its_arithmetic(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine, round_id: str
    ) -> None:
        centre, leader = await browser_for(), await browser_for(Role.BUREAU_LEADER)
        station = await browser_for(Role.STATION_STAFF, SHIAN)
        at = f"/reporting/rankings/{round_id}"
        assert f"{at}/provisional" in links_of(await centre.get(f"/reporting/scores/{round_id}"))
        shown = await centre.get(f"{at}/provisional")
        version = shown.text.partition('name="version" value="')[2].partition('"')[0]
        assert (await centre.post(f"{at}/provisional", data={"version": "1"})).status_code == 409
        assert (await centre.post(f"{at}/provisional", data={"version": version})).headers["location"] == at
        page = await station.get(at)
        assert "公示中：申诉截至" in words_of(page)
        assert '<table class="list wraps">' in page.text
        assert {f"{at}/letter", f"{at}/document.docx"} <= links_of(page)
        assert "2019年4月考评排名公示" in words_of(await station.get(f"{at}/letter"))
        assert (await station.get(f"{at}/document.docx")).content[:2] == b"PK"
        opened = f"{at}?opened={OWN}.A5"
        assert f'href="{opened}#r-{OWN}"' in page.text
        assert "迟报 2 次 × 0.5" in words_of(await station.get(opened))
        other = await station.get(f"{at}?opened={code_of(WAIZI)}.A5")
        assert "怎样算出" not in words_of(other)
        assert f"{at}/appeal" in links_of(page)
        said = {"org_code": OWN, "indicator": "A5", "grounds": "四月二十二日停电"}
        assert f'value="{OWN}" selected' in (await station.get(f"{at}/appeal")).text
        own = (await station.post(f"{at}/appeal", data=said)).headers["location"]
        assert '<td data-label="指标">报告纪律</td>' in (await leader.get(at)).text
        first = await leader.get("/reporting/due")
        assert own in links_of(first)
        assert "报告纪律" in words_of(first)
        assert await waiting(reporting_engine) == []
        assert f"{own}/decision" in links_of(await leader.get(own))
        assert f"{own}/decision" not in links_of(await station.get(own))
        wrong = await leader.post(f"{own}/decision", data={"outcome": "upheld", "note": "停电属实"})
        assert wrong.status_code == 422
        assert "申诉成立的，须写明更正后的得分。" in words_of(wrong)
        assert (
            await centre.post(f"{own}/decision", data={"outcome": "refused", "note": "记录无误"})
        ).status_code == 303
        assert "不成立" in words_of(await station.get(own))
        await confirm_ranking(given_work(reporting_engine, INSPECTOR, LATER), UUID(round_id))
        assert "2019-04 待公布" in words_of(await leader.get("/reporting/due"))
        assert "待公布" not in words_of(await centre.get("/reporting/due"))
        page = await leader.get(f"{at}/publication")
        version = page.text.partition('name="version" value="')[2].partition('"')[0]
        assert (await leader.post(f"{at}/publication", data={"version": version})).headers["location"] == at
        assert "已公布" in words_of(await station.get("/reporting/rankings?month=2019-04"))
        assert "2019-04" not in words_of(await leader.get("/reporting/due"))
        page = await leader.get(f"{at}/reopening")
        version = page.text.partition('name="version" value="')[2].partition('"')[0]
        reopened = await leader.post(f"{at}/reopening", data={"version": version, "reason": "一处否决事项漏登"})
        assert reopened.headers["location"] == f"/reporting/scores/{round_id}"
        assert "以前的排名" in words_of(await station.get(at))

    async def test_show_what_a_veto_leaves_of_a_total_and_what_a_ratio_is_worth(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine, round_id: str
    ) -> None:
        for code, points in (("bonus", "2"), ("deduction", "0.5"), ("veto", "1")):
            await scored(reporting_engine, UUID(round_id), SHIAN, code, points)
        centre, station = await browser_for(), await browser_for(Role.STATION_STAFF, SHIAN)
        at = f"/reporting/rankings/{round_id}"
        shown = await centre.get(f"{at}/provisional")
        version = shown.text.partition('name="version" value="')[2].partition('"')[0]
        assert (await centre.post(f"{at}/provisional", data={"version": version})).status_code == 303
        page = await station.get(at)
        assert "一票否决的不排名，总分最高 60 分。" in words_of(page)
        for code in ("bonus", "deduction", "total"):
            assert f'href="{at}?opened={OWN}.{code}#r-{OWN}"' in page.text
        words = words_of(await station.get(f"{at}?opened={OWN}.total"))
        for each in ("各项得分之和 83", "加分 2", "扣分 -0.5", "一票否决：最高 60 分 -24.5", "得分 60"):
            assert each in words, each
        assert words.count("佐证：四月二十五日现场查看") == 3
        assert "佐证：四月二十五日现场查看" in words_of(await station.get(f"{at}?opened={OWN}.bonus"))
        for path in (f"{at}?opened={OWN}.A2", f"/reporting/scores/{round_id}/stations/{OWN}"):
            assert "7.5 × " in words_of(await station.get(path)), path
