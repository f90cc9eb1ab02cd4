"""A county changes its hours: over HTTP, in a browser, and what is counted and due by them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.daily_reports.domain.sheet import DailyReportInvalid
from services.reporting.report_hours.commands import confirm_report_hours, propose_report_hours
from services.reporting.report_hours.schemas import HoursForm
from shared.auth.roles import Role
from shared.clock import SHANGHAI, local_date, machine_now
from tests.browsers import links_of, words_of
from tests.given import given_caller, given_work
from tests.reporting.conftest import ClientFor
from tests.reporting.daily_reports.given import DAY, NEXT, at, given_reports, opened, report, sheet, submitted
from tests.reporting.daily_reports.test_rooms import line
from tests.reporting.given import SHIAN, YANGYING, fold, veteran_registered

TODAY = local_date(machine_now())
SENT: dict[str, Any] = {
    "since": str(TODAY + timedelta(days=7)),
    "rooms": "15:00",
    "due": "17:00",
    "closes": "08:00",
    "nothing_from": "16:00",
    "owed": "every-day",
    "source": "新退役军人〔2019〕8号",
}


@pytest.fixture(autouse=True)
def _noon(county_clock: Callable[[timedelta], None]) -> None:
    county_clock(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=SHANGHAI) - machine_now())


class TestTheApi:
    async def test_takes_hours_from_the_centre_to_a_leader(self, client_for: ClientFor) -> None:
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        made = await centre.post("/report-hours", json=SENT)
        assert made.status_code == 201
        own = f"/report-hours/{made.json()['plan_id']}"
        assert (await centre.post(f"{own}/confirmation", json={})).status_code == 403
        stale = await leader.post(f"{own}/confirmation", json={"version": 2})
        assert (stale.status_code, stale.json()["code"]) == (409, "report-hours-changed")
        confirmed = await leader.post(f"{own}/confirmation", json={"version": 1})
        assert (confirmed.status_code, confirmed.json()["state"], confirmed.json()["version"]) == (200, "confirmed", 2)
        kept = (await (await client_for(Role.ROOM_STAFF, YANGYING)).get(own)).json()
        assert {name: kept[name] for name in SENT} == SENT
        second = f"/report-hours/{(await centre.post('/report-hours', json=SENT)).json()['plan_id']}"
        refused = await leader.post(f"{second}/confirmation", json={})
        assert (refused.status_code, refused.json()["code"]) == (409, "report-hours-exist")
        withdrawn = await leader.post(f"{own}/withdrawal", json={"reason": "日期有误", "version": 2})
        assert withdrawn.json()["state"] == "withdrawn"
        assert (await leader.post(f"{second}/confirmation", json={})).status_code == 200
        listed = (await centre.get("/report-hours")).json()["items"]
        assert sorted(each["state"] for each in listed) == ["confirmed", "withdrawn"]
        assert {each["reason"] for each in listed} == {None, "日期有误"}
        assert (await centre.get("/report-hours/00000000-0000-0000-0000-000000000000")).status_code == 404

    async def test_refuses_what_are_no_hours(self, client_for: ClientFor) -> None:
        centre = await client_for()
        for said, fault in (
            ({"since": str(TODAY)}, ("since", "not-ahead")),
            ({"due": "17:10"}, ("due", "wrong-form")),
            ({"closes": "24:00"}, ("closes", "wrong-form")),
            ({"closes": "08:30"}, ("closes", "closes-between-hours")),
            ({"rooms": "17:15"}, ("rooms", "rooms-after-stations")),
            ({"owed": "sundays"}, ("owed", "not-owed-days")),
        ):
            refused = await centre.post("/report-hours", json={**SENT, **said})
            assert refused.status_code == 422
            assert [(each["field"], each["code"]) for each in refused.json()["fields"]] == [fault]


class TestThePages:
    async def test_lead_from_a_proposal_to_hours_that_hold(self, browser_for: ClientFor) -> None:
        centre, leader = await browser_for(), await browser_for(Role.BUREAU_LEADER)
        first = await centre.get("/reporting/daily/hours")
        assert "17:30" in words_of(first)
        assert "文号 无，系统预设，可另定" in words_of(first)
        assert "/reporting/daily/hours/new" in links_of(first)
        assert 'value="17:30"' in (await centre.get("/reporting/daily/hours/new")).text
        wrong = await centre.post("/reporting/daily/hours/new", data={**SENT, "rooms": "18:00"})
        assert wrong.status_code == 422
        assert "服务室时限不能晚于服务站时限。" in words_of(wrong)
        sent = await centre.post("/reporting/daily/hours/new", data=SENT)
        own = sent.headers["location"]
        assert f"{own}/confirmation" in links_of(await leader.get(own))
        assert own in links_of(await leader.get("/reporting/due"))
        assert own not in links_of(await centre.get("/reporting/due"))
        assert "17:00" in words_of(await leader.get(f"{own}/confirmation"))
        assert (await leader.post(f"{own}/confirmation", data={"version": "7"})).status_code == 409
        assert (await leader.post(f"{own}/confirmation", data={"version": "1"})).headers["location"] == own
        assert "已确认" in words_of(await centre.get(own))
        assert own not in links_of(await leader.get("/reporting/due"))
        assert f"{own}/withdrawal" not in links_of(await centre.get(own))
        await leader.get(f"{own}/withdrawal")
        await leader.post(f"{own}/withdrawal", data={"reason": "日期有误", "version": "2"})
        assert "日期有误" in words_of(await centre.get(own))


class TestHoursThatHold:
    @pytest.fixture(autouse=True)
    async def _from_the_next_day(self, reporting_engine: AsyncEngine) -> None:
        """Confirmed in the evening before their first day."""
        hours = HoursForm.model_validate({**SENT, "since": NEXT}).hours()
        proposing = given_work(reporting_engine, given_caller(), at(20))
        plan_id = await propose_report_hours(proposing, hours)
        await confirm_report_hours(given_work(reporting_engine, given_caller(Role.BUREAU_LEADER), at(21)), plan_id)
        await given_reports(reporting_engine, DAY, NEXT)

    async def test_are_those_of_reports_and_lines_from_their_first_day_on(self, reporting_engine: AsyncEngine) -> None:
        before, after = await report(reporting_engine), await report(reporting_engine, day=NEXT)
        assert (before.due_at, before.closes_at) == (at(17, 30), at(9, day=NEXT))
        last = NEXT + timedelta(days=1)
        assert (after.due_at, after.closes_at) == (at(17, day=NEXT), at(8, day=last))
        assert (await line(reporting_engine, YANGYING)).due_at == at(16)
        assert (await line(reporting_engine, YANGYING, NEXT)).due_at == at(15, day=NEXT)
        await opened(reporting_engine, last)
        assert (await report(reporting_engine, SHIAN, last)).due_at == at(17, day=last)

    async def test_say_of_which_day_a_fact_is_work(self, reporting_engine: AsyncEngine) -> None:
        for instant in (at(17, 20), at(17, day=NEXT), at(17, 0, 1, day=NEXT)):
            await fold(reporting_engine, [veteran_registered(YANGYING, DAY)], time=instant)
        async with reporting_engine.connect() as connection:
            found = await connection.execute(text("SELECT day, sum(count) FROM daily_count GROUP BY day ORDER BY day"))
            assert [(row[0], int(row[1])) for row in found] == [
                (DAY, 1),
                (NEXT, 1),
                (date(2019, 4, 25), 1),
            ]

    async def test_take_nothing_to_report_from_their_hour_on(self, reporting_engine: AsyncEngine) -> None:
        await submitted(reporting_engine, at(8), sheet(nothing=True))
        with pytest.raises(DailyReportInvalid) as refused:
            await submitted(reporting_engine, at(15, 59, day=NEXT), sheet(nothing=True), day=NEXT)
        assert [(each.field, each.code, each.zh) for each in refused.value.fields] == [
            ("nothing", "nothing-too-early", "当日 16:00 以后才能报零报告。")
        ]
        assert (await submitted(reporting_engine, at(16, day=NEXT), sheet(nothing=True), day=NEXT)).is_zero
