"""Supervision slips over HTTP, in a browser without script, and on paper."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.paper_forms.domain.forms import PaperForm
from services.reporting.slips.domain import Slip
from services.reporting.slips.letters import NEXT, slip_letter
from services.reporting.slips.parameters import COLOURS
from services.reporting.slips.tables import SUPERVISION_SLIP
from shared.auth.roles import Role
from shared.calendar.tables import WORKING_CALENDAR
from shared.clock import local_date, machine_now
from tests.browsers import links_of, words_of
from tests.papers import words_on
from tests.reporting.conftest import ClientFor
from tests.reporting.given import SHIAN, WAIZI, code_of, fold, small_county

OWN = code_of(SHIAN)
SAID = {"org_code": OWN, "matter": "daily-reports", "demand": "三日内补报四月日报告"}


@pytest.fixture
async def _county(reporting_engine: AsyncEngine) -> None:
    """With the notices of this year and the next, whenever this runs."""
    years = {local_date(machine_now() + timedelta(days=days)).year for days in (0, 30)}
    notices = [{"year": year, "source": "测试", "off": [], "worked": []} for year in sorted(years)]
    async with reporting_engine.begin() as connection:
        await connection.execute(insert(WORKING_CALENDAR), notices)
    await fold(reporting_engine, small_county())


@pytest.mark.usefixtures("_county")
class TestTheApi:
    async def test_issues_hears_the_answer_sends_back_raises_and_settles(self, client_for: ClientFor) -> None:
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        station, other = await client_for(Role.STATION_STAFF, SHIAN), await client_for(Role.STATION_STAFF, WAIZI)
        for said, field in (({"matter": "x"}, "matter"), ({"demand": "电话 13800000000"}, "demand")):
            refused = await centre.post("/supervision-slips", json={**SAID, **said})
            assert (refused.status_code, [each["field"] for each in refused.json()["fields"]]) == (422, [field])
        made = await centre.post("/supervision-slips", json=SAID)
        assert made.status_code == 201, made.text
        own = f"/supervision-slips/{made.json()['slip_id']}"
        assert (await other.get(own)).status_code == 404
        assert (await station.post(f"{own}/settlement", json={"note": "符合要求"})).status_code == 403
        early = await centre.post(f"{own}/raising", json={"demand": "立即补报", "note": "逾期未回复"})
        assert (early.status_code, early.json()["code"]) == (409, "supervision-slip-not-overdue")
        answered = await station.post(f"{own}/answer", json={"note": "已补报", "version": 1})
        assert (answered.status_code, answered.json()["state"]) == (200, "answered")
        returned = await centre.post(f"{own}/return", json={"note": "仍缺两日", "version": 2})
        assert (returned.status_code, returned.json()["state"]) == (200, "issued")
        await station.post(f"{own}/answer", json={"note": "两日已补报"})
        raised = await leader.post(f"{own}/raising", json={"demand": "逐日补报", "note": "仍缺一日"})
        assert (raised.status_code, raised.json()["colour"]) == (201, "orange")
        orange = f"/supervision-slips/{raised.json()['slip_id']}"
        await station.post(f"{orange}/answer", json={"note": "已逐日补报"})
        closed = await centre.post(f"{orange}/settlement", json={"note": "符合要求"})
        assert (closed.json()["state"], closed.json()["outcome"]) == ("closed", "settled")
        whole = (await station.get(own)).json()
        assert whole["followed_by"] == raised.json()["slip_id"]
        assert [each["act"] for each in whole["steps"]] == ["raise", "answer", "return", "answer", "issue"]
        spare = (await centre.post("/supervision-slips", json=SAID)).json()["slip_id"]
        gone = await centre.post(f"/supervision-slips/{spare}/withdrawal", json={"note": "误发"})
        assert gone.json()["outcome"] == "withdrawn"
        wanted = {"unit": OWN, "colour": "orange", "shown": "closed"}
        listed = (await station.get("/supervision-slips", params=wanted)).json()["items"]
        assert [(each["org_code"], each["outcome"]) for each in listed] == [(OWN, "settled")]
        ended = {each: (await centre.get("/supervision-slips", params={"shown": each})).json()["items"]
                 for each in ("settled", "raised", "withdrawn", "overdue")}  # fmt: skip
        assert {each: [one["slip_id"] for one in items] for each, items in ended.items()} == {
            "settled": [raised.json()["slip_id"]], "raised": [own.rpartition("/")[2]], "withdrawn": [spare],
            "overdue": [],
        }  # fmt: skip
        assert (await other.get("/supervision-slips")).json()["items"] == []
        taken = await centre.post("/supervision-slips/exports", json={"purpose": "汇总督办", "unit": OWN})
        assert (taken.status_code, taken.content[:2]) == (200, b"PK")
        words = words_on((await station.get(f"{own}/letter")).content)
        assert "督办单（蓝色）" in words
        assert SAID["demand"] in words


@pytest.mark.usefixtures("_county")
class TestThePages:
    async def test_lead_from_one_colour_to_the_next(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        centre, station = await browser_for(), await browser_for(Role.STATION_STAFF, SHIAN)
        assert (await centre.get("/reporting/supervision/new")).status_code == 200
        own = (await centre.post("/reporting/supervision/new", data=SAID)).headers["location"]
        assert own in links_of(await station.get("/reporting/due"))
        assert f"{own}/answer" in links_of(await station.get(own))
        assert f"{own}/raising" not in links_of(await centre.get(own))
        assert SAID["demand"] in words_of(await station.get(f"{own}/answer"))
        sent = await station.post(f"{own}/answer", data={"note": "已补报", "version": "1"})
        assert (sent.status_code, sent.headers["location"]) == (303, own)
        stale = await centre.post(f"{own}/settlement", data={"note": "符合要求", "version": "1"})
        assert stale.status_code == 409
        assert "已补报" in words_of(stale)
        acts = {f"{own}/{end}" for end in ("settlement", "return", "raising", "withdrawal")}
        assert acts <= links_of(await centre.get(own))
        for each in sorted(acts):
            assert (await centre.get(each)).status_code == 200
        said = {"demand": "逐日补报", "note": "仍有两日未补", "version": "2"}
        orange = (await centre.post(f"{own}/raising", data=said)).headers["location"]
        assert own in links_of(await station.get(orange))
        assert orange in links_of(await station.get(own))
        due = links_of(await station.get("/reporting/due"))
        assert (own in due, orange in due) == (False, True)
        async with reporting_engine.begin() as connection:
            before = local_date(machine_now()) - timedelta(days=2)
            await connection.execute(update(SUPERVISION_SLIP).values(due_on=before))
        assert "逾期 2 天" in words_of(await station.get("/reporting/due"))
        assert "橙色（警告）" in words_of(await centre.get("/reporting/supervision"))
        raised = await centre.get("/reporting/supervision", params={"shown": "raised"})
        assert (own in links_of(raised), orange in links_of(raised)) == (True, False)
        assert "已升级" in words_of(raised)
        assert SAID["demand"] in words_of(await station.get(f"{own}/letter"))

    @pytest.mark.parametrize(("days_over", "late"), [(0, False), (1, True)])
    async def test_call_one_overdue_once_its_last_day_is_over(
        self, reporting_engine: AsyncEngine, browser_for: ClientFor, days_over: int, late: bool
    ) -> None:
        centre = await browser_for()
        own = (await centre.post("/reporting/supervision/new", data=SAID)).headers["location"]
        due_on = local_date(machine_now()) - timedelta(days=days_over)
        async with reporting_engine.begin() as connection:
            await connection.execute(update(SUPERVISION_SLIP).values(due_on=due_on))
        overdue = await centre.get("/reporting/supervision", params={"shown": "overdue"})
        assert (own in links_of(overdue)) is late
        assert (f"{own}/raising" in links_of(await centre.get(own))) is late
        listed = (await centre.get("/reporting/due")).text.partition(own)[2].partition("</li>")[0]
        assert due_on.isoformat() in listed
        assert ("badge late" in listed) is late


class TestALetter:
    def test_says_what_is_to_be_done_and_until_when(self) -> None:
        issued_on, due_on = date(2019, 5, 6), date(2019, 5, 9)
        slip = Slip(UUID(int=9), OWN, SHIAN, "red", "venue", "悬挂标牌\n报送照片", issued_on, due_on)
        letter = slip_letter(slip, "县退役军人服务中心", "施庵镇退役军人服务站", PaperForm.first("slip"))
        said = [each.zh for each in letter.paragraphs]
        assert letter.title.zh == "督办单（红色）"
        assert letter.addressee.zh == "施庵镇退役军人服务站："
        assert said[0] == "督办事项：服务场所。督办级别：红色（约谈）。"
        assert said[2:4] == ["悬挂标牌", "报送照片"]
        assert said[4] == "请于2019年5月9日前（含当日）回复办理情况。由局领导约谈本站负责人，约谈情况写入回复。"
        assert NEXT.keys() == COLOURS.keys()
        assert (letter.issued_by, letter.issued_on) == ("县退役军人服务中心", issued_on)
