"""Daily reports over HTTP, and in a browser without script."""

from collections.abc import Callable
from datetime import date, timedelta
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
from tests.reporting.daily_reports.given import MORNING, TODAY, ZERO, filled, given_reports, report, reports
from tests.reporting.given import SHIAN, UNIT, WAIZI, YANGYING, fold, veteran_registered


@pytest.fixture(autouse=True)
async def _day(reporting_engine: AsyncEngine, county_clock: Callable[[timedelta], None]) -> None:
    county_clock(MORNING - machine_now())
    await given_reports(reporting_engine, TODAY)


@pytest.fixture
async def at_shian(reporting_engine: AsyncEngine) -> str:
    """The id of the report of the station there."""
    return str((await report(reporting_engine, SHIAN, TODAY)).report_id)


async def handed_in(client: httpx2.AsyncClient, own: str, **said: Any) -> httpx2.Response:
    return await client.post(f"/daily-reports/{own}/submission", json={**filled(visited=3), **said})


class TestTheApi:
    async def test_takes_a_report_from_its_station_to_the_centre_and_back(
        self, client_for: ClientFor, at_shian: str
    ) -> None:
        station, centre = await client_for(Role.STATION_STAFF, SHIAN), await client_for()
        first = await handed_in(station, at_shian, text="巡访三户", version=1)
        assert (first.status_code, first.json()["state"], first.json()["version"]) == (200, "submitted", 2)
        said = {"reason": "number-doubtful", "note": "请核对走访人数", "version": 2}
        back = await centre.post(f"/daily-reports/{at_shian}/return", json=said)
        assert (back.status_code, back.json()["return_reason"]) == (200, "number-doubtful")
        again = {**filled(visited=2), "reason": "核对台账", "version": 3}
        corrected = await station.post(f"/daily-reports/{at_shian}/correction", json=again)
        assert (corrected.json()["edition"], corrected.json()["return_reason"]) == (2, None)
        whole = (await centre.get(f"/daily-reports/{at_shian}")).json()
        assert (whole["report"]["lines"]["visited"], whole["report"]["text"]) == (2, None)
        kept = [(each["edition"], each["lines"]["visited"], each["reason"]) for each in whole["editions"]]
        assert kept == [(2, 2, "核对台账"), (1, 3, None)]
        [why] = whole["returns"]
        assert (why["edition"], why["reason"], why["note"]) == (1, said["reason"], said["note"])
        assert why["returned_by"] not in {each["written_by"] for each in whole["editions"]}
        assert why["returned_at"]
        assert whole["report"]["return_count"] == corrected.json()["return_count"] == 1
        listed = (await centre.get("/daily-reports", params={"shown": "handed-in-again"})).json()["items"]
        assert [(each["report_id"], each["return_count"]) for each in listed] == [(at_shian, 1)]

    async def test_begins_a_report_with_what_is_counted(
        self, client_for: ClientFor, reporting_engine: AsyncEngine, at_shian: str
    ) -> None:
        await fold(reporting_engine, [veteran_registered(YANGYING, TODAY)], time=MORNING)
        station = await client_for(Role.STATION_STAFF, SHIAN)
        whole = (await station.get(f"/daily-reports/{at_shian}")).json()
        assert whole["counted"] == {**ZERO, "registered": 1}
        assert (whole["report"]["lines"], whole["editions"]) == (None, [])
        refused = await handed_in(station, at_shian)
        assert (refused.status_code, refused.json()["code"]) == (422, "daily-report-invalid")
        assert [(each["field"], each["code"]) for each in refused.json()["fields"]] == [
            ("reason", "difference-unexplained")
        ]

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({}, [SHIAN, WAIZI, UNIT]),
            ({"unit": "411329104"}, [SHIAN]),
            ({"shown": "submitted"}, [SHIAN]),
            ({"shown": "outstanding"}, [WAIZI, UNIT]),
            ({"shown": "due"}, [WAIZI, UNIT]),
            ({"shown": "returned"}, []),
            ({"shown": "handed-in-again"}, []),
            ({"shown": "copied"}, []),
            ({"from_on": str(TODAY + timedelta(days=1))}, []),
            ({"to_on": str(TODAY - timedelta(days=1))}, []),
        ],
    )
    async def test_lists_the_last_day_first_and_the_stations_of_a_day_in_order(
        self, client_for: ClientFor, at_shian: str, asked: dict[str, str], found: list[str]
    ) -> None:
        await handed_in(await client_for(Role.STATION_STAFF, SHIAN), at_shian)
        listed = await (await client_for()).get("/daily-reports", params=asked)
        assert [each["org_path"] for each in listed.json()["items"]] == found

    async def test_shows_a_station_its_own_alone(self, client_for: ClientFor, at_shian: str) -> None:
        other = await client_for(Role.STATION_STAFF, WAIZI)
        assert [each["org_path"] for each in (await other.get("/daily-reports")).json()["items"]] == [WAIZI]
        assert (await other.get("/daily-reports", params={"unit": "411329104"})).status_code == 403
        for answer in (await other.get(f"/daily-reports/{at_shian}"), await handed_in(other, at_shian)):
            assert (answer.status_code, answer.json()["code"]) == (404, "daily-report-not-found")

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            (filled(visited=-1), "lines.visited"),
            (filled(visited=100_001), "lines.visited"),
            (filled(visited=1.5), "lines.visited"),
            (filled(visitors=1), "lines.visitors"),
            ({"lines": {code: 1 for code in ZERO if code != "died"}, "reason": "补录"}, "lines.died"),
            ({"text": "电话 13800000000"}, "text"),
            ({"version": 0}, "version"),
        ],
    )
    async def test_refuses_what_is_no_sheet(
        self, client_for: ClientFor, at_shian: str, said: dict[str, Any], field: str
    ) -> None:
        refused = await handed_in(await client_for(Role.STATION_STAFF, SHIAN), at_shian, **said)
        assert refused.status_code == 422
        assert [each["field"] for each in refused.json()["fields"]] == [field]

    async def test_takes_a_list_away(self, client_for: ClientFor, at_shian: str) -> None:
        await handed_in(await client_for(Role.STATION_STAFF, SHIAN), at_shian)
        wanted = {"purpose": "汇总日报告", "shown": "submitted", "from_on": str(TODAY)}
        taken = await (await client_for()).post("/daily-reports/exports", json=wanted)
        assert taken.status_code == 200
        assert taken.content[:2] == b"PK"
        everything = await (await client_for()).post("/daily-reports/exports", json={"purpose": "催报"})
        rows = CalamineWorkbook.from_filelike(BytesIO(everything.content)).get_sheet_by_index(0).to_python()
        head = next(row for row in rows if "走访慰问" in row)
        said = [(row[head.index("报送情况")], row[head.index("走访慰问")]) for row in rows[rows.index(head) + 1 :]]
        assert sorted(said, key=str) == [("待报", ""), ("待报", ""), ("按时", 3)]


class TestThePages:
    async def test_let_a_station_hand_in_and_the_centre_return(self, browser_for: ClientFor, at_shian: str) -> None:
        station, centre = await browser_for(Role.STATION_STAFF, SHIAN), await browser_for()
        own = f"/reporting/daily/{at_shian}"
        assert own in links_of(await station.get("/reporting/due"))
        assert f"{own}/submission" in links_of(await station.get(own))
        sent = await station.post(f"{own}/submission", data={**filled(form=True, visited="3"), "version": "1"})
        assert (sent.status_code, sent.headers["location"]) == (303, own)
        assert own not in links_of(await station.get("/reporting/due"))
        overview = words_of(await centre.get("/reporting/daily"))
        assert "应报 3，按时 1，迟报 0，补报 0，待报 2，漏报 0，已退回 0" in overview
        said = {"reason": "copied", "note": "请按当日填写", "version": "2"}
        await centre.post(f"{own}/return", data=said)
        page = await station.get(own)
        assert "退回原因：照抄前一日。请按当日填写" in words_of(page)
        first = await station.get("/reporting/due")
        assert own in links_of(first)
        assert "按时 已退回" in words_of(first)
        corrected = {**filled(form=True, visited="4"), "reason": "核对台账", "version": "3"}
        await station.post(f"{own}/correction", data=corrected)
        page = await station.get(own)
        assert "第 2 版" in words_of(page)
        assert "退回原因：照抄前一日。请按当日填写" in words_of(page)
        again = await centre.get("/reporting/daily", params={"shown": "handed-in-again"})
        assert own in links_of(again)
        assert all("按时 退回后重报" in words_of(each) for each in (page, again))
        assert own not in links_of(await centre.get("/reporting/daily", params={"shown": "returned"}))

    async def test_say_what_is_wrong_beside_the_field_and_keep_what_was_typed(
        self, browser_for: ClientFor, at_shian: str
    ) -> None:
        station = await browser_for(Role.STATION_STAFF, SHIAN)
        own = f"/reporting/daily/{at_shian}/submission"
        answer = await station.post(own, data={**filled(form=True, visited="drei", died="7"), "version": "1"})
        assert answer.status_code == 422
        assert 'value="7"' in answer.text
        assert "应为整数" in words_of(answer)

    async def test_show_who_came_second_what_stands(self, browser_for: ClientFor, at_shian: str) -> None:
        station = await browser_for(Role.STATION_STAFF, SHIAN)
        own = f"/reporting/daily/{at_shian}"
        await station.post(f"{own}/submission", data={**filled(form=True, visited="3"), "version": "1"})
        late = {**filled(form=True, visited="5"), "reason": "核对台账", "version": "1"}
        answer = await station.post(f"{own}/correction", data=late)
        assert answer.status_code == 409
        assert "与现在不同的内容" in words_of(answer)
        assert "走访慰问 5 3" in words_of(answer)

    async def test_say_on_the_form_of_what_was_returned_what_is_to_be_done(
        self, browser_for: ClientFor, at_shian: str
    ) -> None:
        station, centre = await browser_for(Role.STATION_STAFF, SHIAN), await browser_for()
        own = f"/reporting/daily/{at_shian}"
        await station.post(f"{own}/submission", data={**filled(form=True, visited="3"), "version": "1"})
        assert "<h1>更正日报告</h1>" in (await station.get(f"{own}/correction")).text
        why = {"reason": "copied", "note": "走访人数与台账核对", "version": "2"}
        assert (await centre.post(f"{own}/return", data=why)).status_code == 303
        form = await station.get(f"{own}/correction")
        assert ("<h1>重新报送日报告</h1>" in form.text, "走访人数与台账核对" in words_of(form)) == (True, True)
        again = {**filled(form=True, visited="4"), "reason": "已核对", "version": "3"}
        assert (await station.post(f"{own}/correction", data=again)).status_code == 303
        assert "走访人数与台账核对" not in words_of(await station.get(f"{own}/correction"))

    async def test_offer_each_what_he_may_do(self, browser_for: ClientFor, at_shian: str) -> None:
        own = f"/reporting/daily/{at_shian}"
        await (await browser_for(Role.STATION_STAFF, SHIAN)).post(
            f"{own}/submission", data={**filled(form=True, visited="3"), "version": "1"}
        )
        ends = {"submission", "correction", "return"}
        for role, path, offered in (
            (Role.STATION_STAFF, SHIAN, {"correction"}),
            (Role.CENTRE_STAFF, "411329", {"return"}),
            (Role.BUREAU_LEADER, "411329", set()),
            (Role.AUDITOR, "411329", set()),
        ):
            shown = links_of(await (await browser_for(role, path)).get(own))
            assert {end for end in ends if f"{own}/{end}" in shown} == offered

    async def test_tell_an_overdue_one_from_one_that_is_due(
        self,
        browser_for: ClientFor,
        reporting_engine: AsyncEngine,
        county_clock: Callable[[timedelta], None],
    ) -> None:
        centre = await browser_for()
        assert "逾期未报" not in words_of(await centre.get("/reporting/daily"))
        county_clock(MORNING + timedelta(hours=8) - machine_now())
        assert words_of(await centre.get("/reporting/daily")).count("逾期未报") == len(
            await reports(reporting_engine, TODAY)
        )

    async def test_show_days_that_are_asked_for(self, browser_for: ClientFor) -> None:
        centre = await browser_for()
        before = str(date.fromordinal(TODAY.toordinal() - 1))
        assert "没有符合条件的日报告。" in words_of(await centre.get("/reporting/daily", params={"to_on": before}))
        assert "应报 3" in words_of(await centre.get("/reporting/daily", params={"unit": "411329"}))
