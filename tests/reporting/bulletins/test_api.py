"""Ten-day bulletins over HTTP, and in a browser without script."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.calendar.periods import TenDays
from shared.clock import SHANGHAI, local_date, machine_now
from shared.ids import new_id
from tests.browsers import links_of, words_of
from tests.reporting.conftest import ClientFor
from tests.reporting.given import SHIAN, fold, given_progress, small_county

TODAY = local_date(machine_now())
LAST = TenDays.of(TODAY).preceding
MORNING = datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
async def _county(reporting_engine: AsyncEngine, county_clock: Callable[[timedelta], None]) -> None:
    county_clock(MORNING - machine_now())
    await fold(reporting_engine, small_county())
    await given_progress(reporting_engine)


class TestTheApi:
    async def test_takes_a_bulletin_from_its_draft_to_its_number(self, client_for: ClientFor) -> None:
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        station = await client_for(Role.STATION_STAFF, SHIAN)
        early = await centre.post("/bulletins", json={"day": str(TODAY)})
        assert (early.status_code, early.json()["code"]) == (422, "period-not-over")
        first = await centre.post("/bulletins", json={"day": str(LAST.first)})
        assert (first.status_code, first.json()["period"]) == (201, LAST.code)
        own = f"/bulletins/{first.json()['bulletin_id']}"
        assert (await centre.post("/bulletins", json={"day": str(LAST.last)})).status_code == 409
        assert (await station.get(own)).status_code == 404
        assert (await station.get("/bulletins")).json()["items"] == []
        edited = await centre.post(f"{own}/text", json={"text": "补报漏报的日报告", "version": 1})
        assert (edited.status_code, edited.json()["version"]) == (200, 2)
        personal = await centre.post(f"{own}/text", json={"text": "电话 13800000000"})
        assert [each["field"] for each in personal.json()["fields"]] == ["text"]
        assert (await centre.post(f"{own}/count", json={"version": 1})).json()["code"] == "bulletin-changed"
        assert (await centre.post(f"{own}/count", json={"version": 2})).status_code == 200
        assert (await centre.post(f"{own}/issue", json={})).status_code == 403
        issued = await leader.post(f"{own}/issue", json={"version": 3})
        assert (issued.status_code, issued.json()["document_number"]) == (200, f"旬通报〔{TODAY.year}〕1号")
        whole = (await station.get(own)).json()
        assert (whole["text"], whole["adjustments"], whole["provisional"]) == ("补报漏报的日报告", [], False)
        assert local_date(datetime.fromisoformat(whole["counted_at"])) == TODAY
        assert {"C1", "C9", "C15"} <= {each["rule"] for each in whole["checks"] if each["holds"]}
        stations = next(each for each in whole["figures"] if each["code"] == "F03")
        assert (stations["value"], stations["change"]) == (3, 0)
        assert [each["state"] for each in (await station.get("/bulletins")).json()["items"]] == ["issued"]
        paper = await station.get(f"{own}/letter")
        assert (paper.status_code, paper.content[:4]) == (200, b"%PDF")
        document = await station.get(f"{own}/document")
        assert (document.status_code, document.content[:2]) == (200, b"PK")
        late = await centre.post(f"{own}/text", json={"text": "别的文字"})
        assert (late.status_code, late.json()["code"]) == (409, "bulletin-issued")
        taken = await centre.post("/bulletins/exports", json={"purpose": "汇总通报"})
        assert (taken.status_code, taken.content[:2]) == (200, b"PK")
        asked = {"purpose": "汇总通报", "bulletin_id": str(new_id())}
        assert (await centre.post("/bulletins/numbers/exports", json=asked)).json()["code"] == "bulletin-not-found"


class TestThePages:
    async def test_lead_from_a_draft_to_paper(self, browser_for: ClientFor) -> None:
        centre, leader = await browser_for(), await browser_for(Role.BUREAU_LEADER)
        station = await browser_for(Role.STATION_STAFF, SHIAN)
        page, new = "/reporting/bulletins", "/reporting/bulletins/new"
        assert "没有旬通报。" in words_of(await centre.get(page))
        assert new in links_of(await centre.get(page))
        assert new not in links_of(await station.get(page))
        assert f'value="{LAST.last}"' in (await centre.get(new)).text
        wrong = await centre.post(new, data={"day": str(TODAY)})
        assert (wrong.status_code, "旬尚未结束" in words_of(wrong)) == (422, True)
        own = (await centre.post(new, data={"day": str(LAST.last)})).headers["location"]
        shown = await centre.get(own)
        assert {f"{own}/text", f"{own}/count", f"{own}/letter"} <= set(links_of(shown))
        assert f"{own}/issue" not in links_of(shown)
        assert "C15" in words_of(shown)
        assert "应印发日期" in words_of(shown)
        assert f"统计时间 {TODAY} 10:0" in words_of(shown)
        assert "补报" in (await centre.get(f"{own}/text")).text
        sent = await centre.post(f"{own}/text", data={"text": "第一段\n第二段", "version": "1"})
        assert sent.status_code == 303
        stale = await centre.post(f"{own}/text", data={"text": "别的文字", "version": "1"})
        assert (stale.status_code, "与现在不同的内容" in words_of(stale)) == (409, True)
        assert (await centre.get(f"{own}/count")).status_code == 200
        assert (await centre.post(f"{own}/count", data={"version": "2"})).status_code == 303
        assert own not in links_of(await station.get(page))
        assert f"{own}/issue" in links_of(await leader.get(own))
        assert [own in links_of(await each.get("/reporting/due")) for each in (leader, centre)] == [True, False]
        for listed in (await leader.get("/reporting/due"), await centre.get(page)):
            assert LAST.zh in words_of(listed)
        assert "印发后不再改变" in words_of(await leader.get(f"{own}/issue"))
        assert (await leader.post(f"{own}/issue", data={"version": "2"})).status_code == 409
        assert (await leader.post(f"{own}/issue", data={"version": "3"})).status_code == 303
        assert own in links_of(await station.get(page))
        read = words_of(await station.get(f"{own}/letter"))
        assert f"{LAST.zh}退役军人服务保障工作通报" in read
        assert "第二段" in read
        assert (await station.get(f"{own}/letter.pdf")).content[:4] == b"%PDF"
        assert (await station.get(f"{own}/document.docx")).content[:2] == b"PK"
        assert f"{own}/text" not in links_of(await centre.get(own))
        assert (await centre.get(f"{page}/export")).status_code == 200
        numbers = f"{page}/numbers/export"
        bulletin_id = own.rpartition("/")[2]
        assert f"{numbers}?bulletin_id={bulletin_id}" in links_of(await centre.get(own))
        asked = await centre.get(f"{numbers}?bulletin_id={bulletin_id}")
        assert (asked.status_code, page in links_of(asked)) == (200, True)
        taken = await centre.post(numbers, data={"purpose": "汇总通报", "bulletin_id": bulletin_id})
        assert (taken.status_code, taken.content[:2]) == (200, b"PK")
