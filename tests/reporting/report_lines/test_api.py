"""A county changes its lines: over HTTP, in a browser, and what stations and rooms hand in by them."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.clock import machine_now
from tests.browsers import links_of, words_of
from tests.reporting.conftest import ClientFor
from tests.reporting.daily_reports.given import MORNING, TODAY, ZERO, filled, given_reports, opened, report, told
from tests.reporting.daily_reports.test_rooms import line
from tests.reporting.given import SHIAN, YANGYING, fold, veteran_registered

NEXT = TODAY + timedelta(days=1)
LINES: list[dict[str, Any]] = [
    {"code": "registered", "zh": "新登记人数", "en": "newly registered", "unit": "person", "count": "registered"},
    {"code": "talks", "zh": "谈心谈话", "en": "talks held", "unit": "time", "count": None},
    {"code": "lectures", "zh": "政策宣讲", "en": "lectures", "unit": "session", "count": None, "optional": True},
]
SENT: dict[str, Any] = {"since": str(NEXT), "source": "新退役军人〔2019〕9号", "lines": LINES}
FIELDS = {"since": str(NEXT), "source": "新退役军人〔2019〕9号"} | {
    f"lines.{at}.{name}": str(value)
    for at, each in enumerate(LINES)
    for name, value in each.items()
    if value is not None
}


@pytest.fixture(autouse=True)
def _morning(county_clock: Callable[[timedelta], None]) -> None:
    county_clock(MORNING - machine_now())


async def in_force(client_for: ClientFor, **said: Any) -> str:
    """The path of a list that the centre drafted and a leader brought into force."""
    made = await (await client_for()).post("/report-lines", json={**SENT, **said})
    own = f"/report-lines/{made.json()['list_id']}"
    adopted = await (await client_for(Role.BUREAU_LEADER)).post(f"{own}/adoption", json={"version": 1})
    assert adopted.status_code == 200, adopted.text
    return own


def codes(answer: httpx2.Response) -> list[str]:
    return [each["code"] for each in answer.json()["lines"]]


class TestTheApi:
    async def test_takes_a_list_from_a_draft_to_its_first_day(self, client_for: ClientFor) -> None:
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        made = await centre.post("/report-lines", json=SENT)
        assert made.status_code == 201
        own = f"/report-lines/{made.json()['list_id']}"
        assert (await leader.post(f"{own}/correction", json=SENT)).status_code == 403
        assert (await centre.post(f"{own}/adoption", json={})).status_code == 403
        assert codes(await centre.get(f"/report-lines/days/{NEXT}")) == list(ZERO)
        less = {**SENT, "lines": LINES[:2], "version": 1}
        corrected = await centre.post(f"{own}/correction", json=less)
        assert (corrected.status_code, corrected.json()["version"]) == (200, 2)
        stale = await leader.post(f"{own}/adoption", json={"version": 1})
        assert (stale.status_code, stale.json()["code"]) == (409, "report-lines-changed")
        adopted = await leader.post(f"{own}/adoption", json={"version": 2})
        assert (adopted.status_code, adopted.json()["state"]) == (200, "adopted")
        room = await client_for(Role.ROOM_STAFF, YANGYING)
        assert codes(await room.get(f"/report-lines/days/{TODAY}")) == list(ZERO)
        on_next = await room.get(f"/report-lines/days/{NEXT}")
        assert on_next.json() == {
            "since": str(NEXT),
            "source": SENT["source"],
            "lines": [{"optional": False, **each} for each in LINES[:2]],
        }
        assert codes(await room.get(own)) == ["registered", "talks"]
        again = await centre.post(f"{own}/correction", json={**less, "version": 3})
        assert (again.status_code, again.json()["code"]) == (409, "report-lines-not-a-draft")
        second = f"/report-lines/{(await centre.post('/report-lines', json=SENT)).json()['list_id']}"
        refused = await leader.post(f"{second}/adoption", json={})
        assert (refused.status_code, refused.json()["code"]) == (409, "report-lines-exist")
        assert (await centre.post(f"{own}/revocation", json={"reason": "有误"})).status_code == 403
        revoked = await leader.post(f"{own}/revocation", json={"reason": "项目有误", "version": 3})
        assert revoked.json()["state"] == "withdrawn"
        assert codes(await room.get(f"/report-lines/days/{NEXT}")) == list(ZERO)
        gone = await centre.post(f"{second}/withdrawal", json={"reason": "另拟"})
        assert (gone.status_code, gone.json()["state"]) == (200, "withdrawn")
        listed = (await centre.get("/report-lines")).json()["items"]
        assert sorted((each["state"], each["reason"]) for each in listed) == [
            ("withdrawn", "另拟"),
            ("withdrawn", "项目有误"),
        ]
        assert (await centre.get("/report-lines/00000000-0000-0000-0000-000000000000")).status_code == 404

    async def test_refuses_what_is_no_list(self, client_for: ClientFor) -> None:
        centre = await client_for()
        for said, fault in (
            ({"since": str(TODAY)}, ("since", "not-ahead")),
            ({"lines": []}, ("lines", "no-lines")),
            ({"lines": [{**LINES[1], "code": "Talks"}]}, ("lines.0.code", "wrong-form")),
            ({"lines": [{**LINES[1], "unit": "metre"}]}, ("lines.0.unit", "not-a-unit")),
            ({"lines": [{**LINES[1], "count": "talks"}]}, ("lines.0.count", "not-counted")),
            ({"lines": [LINES[1], {**LINES[0], "unit": "case"}]}, ("lines.1.code", "means-otherwise")),
        ):
            refused = await centre.post("/report-lines", json={**SENT, **said})
            assert refused.status_code == 422
            assert [(each["field"], each["code"]) for each in refused.json()["fields"]] == [fault]

    async def test_takes_a_code_for_what_it_meant_when_it_came_into_force_meanwhile(
        self, client_for: ClientFor
    ) -> None:
        """Two drafts use a new code differently; the second to come into force is refused."""
        other = {"since": str(NEXT + timedelta(days=9)), "lines": [{**LINES[1], "unit": "person"}]}
        late = await (await client_for()).post("/report-lines", json={**SENT, **other})
        await in_force(client_for)
        leader = await client_for(Role.BUREAU_LEADER)
        refused = await leader.post(f"/report-lines/{late.json()['list_id']}/adoption", json={})
        assert (refused.status_code, refused.json()["fields"][0]["code"]) == (422, "means-otherwise")


class TestThePages:
    async def test_lead_from_a_draft_to_lines_that_hold(self, browser_for: ClientFor) -> None:
        centre, leader = await browser_for(), await browser_for(Role.BUREAU_LEADER)
        first = await centre.get("/reporting/daily/lines")
        assert "新登记退役军人 人 新登记退役军人 必填 registered" in words_of(first)
        assert "文号 无，系统预设，可另定" in words_of(first)
        assert "/reporting/daily/lines/new" in links_of(first)
        assert 'value="cases_opened"' in (await centre.get("/reporting/daily/lines/new")).text
        empty = {"lines.3.unit": "person", "lines.4.unit": "person"}
        wrong = await centre.post(
            "/reporting/daily/lines/new", data={**FIELDS, **empty, "lines.1.zh": "", "lines.1.en": ""}
        )
        assert wrong.status_code == 422
        assert "第 2 项 名称 ：代码、名称、英文名称须一并填写" in words_of(wrong)
        assert 'value="lectures"' in wrong.text
        sent = await centre.post("/reporting/daily/lines/new", data={**FIELDS, **empty})
        own = sent.headers["location"]
        assert f"{own}/correction" in links_of(await centre.get(own))
        assert f"{own}/adoption" not in links_of(await centre.get(own))
        assert 'value="talks"' in (await centre.get(f"{own}/correction")).text
        removed = {**FIELDS, "lines.2.code": "", "lines.2.zh": "", "lines.2.en": "", "version": "1"}
        assert (await centre.post(f"{own}/correction", data=removed)).headers["location"] == own
        assert (await centre.post(f"{own}/correction", data=removed)).status_code == 409
        assert "政策宣讲" not in words_of(await leader.get(own))
        assert f"{own}/adoption" in links_of(await leader.get(own))
        assert own in links_of(await leader.get("/reporting/due"))
        assert own not in links_of(await centre.get("/reporting/due"))
        asked = words_of(await leader.get(f"{own}/adoption"))
        assert "新登记人数 有变动 人 新登记退役军人 必填 registered 谈心谈话 新增 次 自己填写 必填 talks" in asked
        assert "不再报送：迁入 · 迁出 · 去世 · 走访慰问" in asked
        assert (await leader.post(f"{own}/adoption", data={"version": "2"})).headers["location"] == own
        assert "已启用" in words_of(await centre.get(own))
        assert own not in links_of(await leader.get("/reporting/due"))
        held = words_of(await centre.get("/reporting/daily/lines", params={"day": str(NEXT)}))
        assert "谈心谈话 次 自己填写 必填 talks" in held
        assert "谈心谈话" not in words_of(await centre.get("/reporting/daily/lines"))
        assert f"{own}/revocation" not in links_of(await centre.get(own))
        assert f"{own}/revocation" in links_of(await leader.get(own))
        await leader.get(f"{own}/revocation")
        await leader.post(f"{own}/revocation", data={"reason": "项目有误", "version": "3"})
        assert "项目有误" in words_of(await centre.get(own))
        second = (await centre.post("/reporting/daily/lines/new", data=FIELDS)).headers["location"]
        await centre.get(f"{second}/withdrawal")
        assert (await centre.post(f"{second}/withdrawal", data={"reason": "另拟", "version": "1"})).status_code == 303


class TestLinesThatHold:
    """From the next day on: what rooms and stations hand in, what is listed, taken away and told."""

    @pytest.fixture(autouse=True)
    async def _the_next_day(
        self, client_for: ClientFor, reporting_engine: AsyncEngine, county_clock: Callable[[timedelta], None]
    ) -> None:
        await given_reports(reporting_engine, TODAY)
        await in_force(client_for)
        county_clock(MORNING + timedelta(days=1) - machine_now())
        await opened(reporting_engine, NEXT)
        await fold(reporting_engine, [veteran_registered(YANGYING, NEXT)], time=MORNING + timedelta(days=1))

    async def test_are_those_of_the_pages_of_rooms_and_stations(
        self, browser_for: ClientFor, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        room, station = await browser_for(Role.ROOM_STAFF, YANGYING), await browser_for(Role.STATION_STAFF, SHIAN)
        own = f"/reporting/daily/rooms/{(await line(reporting_engine, YANGYING, NEXT)).line_id}"
        form = await room.get(f"{own}/sheet")
        assert 'name="lines.registered" inputmode="numeric" autocomplete="off" value="1"' in form.text
        assert 'name="lines.lectures" inputmode="numeric" autocomplete="off" value=""' in form.text
        assert "政策宣讲 场，选填" in words_of(form)
        assert "lines.visited" not in form.text
        sent = await room.post(f"{own}/sheet", data={"lines.registered": "1", "lines.talks": "2", "version": "0"})
        assert sent.headers["location"] == own
        assert "政策宣讲 场 未填" in words_of(await room.get(own))

        of_station = await report(reporting_engine, SHIAN, NEXT)
        page = f"/reporting/daily/{of_station.report_id}"
        begun = await station.get(f"{page}/submission")
        assert 'name="lines.talks" inputmode="numeric" autocomplete="off" value="2"' in begun.text
        missing = await station.post(f"{page}/submission", data={"lines.registered": "1", "version": "1"})
        assert missing.status_code == 422
        assert "谈心谈话 ：必填；没有的填 0。" in words_of(missing)
        filled_in = {"lines.registered": "1", "lines.talks": "3", "lines.lectures": "1", "version": "1"}
        assert (await station.post(f"{page}/submission", data=filled_in)).headers["location"] == page
        shown = words_of(await station.get(page))
        assert "新登记人数 人 1 1 1" in shown
        assert "新登记人数 1 · 谈心谈话 3 · 政策宣讲 1" in shown
        assert [each[0] for each in await told(reporting_engine, of_station.report_id)] == [
            "daily-report-due",
            "daily-report-submitted",
        ]
        assert (await told(reporting_engine, of_station.report_id))[-1][2]["lines"] == {
            "registered": 1,
            "talks": 3,
            "lectures": 1,
        }

    async def test_leave_earlier_reports_theirs(
        self, client_for: ClientFor, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        station, centre = await client_for(Role.STATION_STAFF, SHIAN), await client_for()
        own = [await report(reporting_engine, SHIAN, day) for day in (TODAY, NEXT)]
        before, after = (f"/daily-reports/{each.report_id}" for each in own)
        await station.post(f"{before}/submission", json=filled(visited=3))
        wrong = await station.post(f"{after}/submission", json={"lines": {"registered": 1, "talks": 0, "visited": 3}})
        assert [(each["field"], each["code"]) for each in wrong.json()["fields"]] == [("lines.visited", "no-such-line")]
        handed_in = await station.post(f"{after}/submission", json={"lines": {"registered": 1, "talks": 4}})
        assert handed_in.status_code == 200, handed_in.text
        corrected = await station.post(f"{before}/correction", json={**filled(visited=4), "reason": "漏计一户"})
        assert corrected.status_code == 200
        assert (await centre.get(before)).json()["report"]["lines"] == {**ZERO, "visited": 4}
        whole = (await centre.get(after)).json()
        assert (whole["report"]["lines"], whole["counted"]) == (
            {"registered": 1, "talks": 4},
            {"registered": 1, "talks": 0, "lectures": 0},
        )
        listed = words_of(await (await browser_for()).get("/reporting/daily", params={"from_on": str(TODAY)}))
        assert "新登记人数 谈心谈话 政策宣讲 迁入" in listed
        wanted = {"purpose": "汇总日报告", "unit": "411329104", "from_on": str(TODAY)}
        taken = await centre.post("/daily-reports/exports", json=wanted)
        rows = CalamineWorkbook.from_filelike(BytesIO(taken.content)).get_sheet_by_index(0).to_python()
        [head] = [row for row in rows if "谈心谈话" in row]
        said = {row[0]: dict(zip(head, row, strict=True)) for row in rows[rows.index(head) + 1 :] if row[0]}
        [first, second] = [said[day] for day in sorted(said)]
        assert (first["走访慰问"], first["谈心谈话"]) == (4, "")
        assert (second["走访慰问"], second["谈心谈话"], second["政策宣讲"]) == ("", 4, "")
