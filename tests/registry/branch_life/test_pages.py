"""Branch life in a browser, and by HTTP."""

import re
from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.party.domain import PartyKind
from shared.auth.roles import Role
from tests.registry.branch_life.given import clock
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import given_network, given_party, given_work, published

BRANCH, OTHER, GROUP = "411329104-DZB", "411329105-DZB", "411329104210-DXZ"
STATION = "411329.411329104"
SHEET = {
    "kind": "general-meeting",
    "held_on": "2019-03-20",
    "place": "服务站",
    "expected": 21,
    "present": 20,
    "absent": "一人请假",
    "agenda": "学习文件",
}


@pytest.fixture(autouse=True)
async def _party(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)
    for station in ("411329104", "411329105"):
        await given_party(registry_engine, PartyKind.BRANCH, station)
    await given_party(registry_engine, PartyKind.GROUP, "411329104210")


class TestARecord:
    async def test_is_recorded_once_returned_corrected_and_accepted(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        clerk = await browser_of(Role.STATION_STAFF, STATION)
        above = await browser_of(Role.CENTRE_STAFF)
        form = {**{name: str(value) for name, value in SHEET.items()}, "idempotency_key": "once"}
        wrong = await clerk.post(f"/registry/party/{BRANCH}/life/new", data={**form, "present": "22"})
        assert (wrong.status_code, 'href="#f-present"' in wrong.text) == (422, True)
        for _ in range(2):
            made = await clerk.post(f"/registry/party/{BRANCH}/life/new", data=form)
            assert made.status_code == 303, made.text
        assert len(await published(registry_engine, "branch-meeting-recorded")) == 1
        at = made.headers["location"]
        assert f"{at}/acceptance" not in (await clerk.get(at)).text
        assert f"{at}/acceptance" in (await above.get(at)).text
        back = {"reason": "incomplete", "note": "请补充决议", "version": "1"}
        assert (await above.post(f"{at}/return", data=back)).status_code == 303
        assert (await above.post(f"{at}/return", data=back)).status_code == 409
        again = {**form, "decisions": "一致通过", "reason": "已补充", "version": "2", "idempotency_key": "again"}
        assert (await clerk.post(f"{at}/correction", data=again)).status_code == 303
        seen = (await above.get(at)).text
        [version] = re.findall(r'action="[^"]*/acceptance">.*?name="version" value="([0-9]+)"', seen)
        later = {**again, "agenda": "学习另一文件", "version": version, "idempotency_key": "later"}
        assert (await clerk.post(f"{at}/correction", data=later)).status_code == 303
        unseen = await above.post(f"{at}/acceptance", data={"idempotency_key": "unseen", "version": version})
        assert (unseen.status_code, "期间已有变动" in unseen.text) == (409, True)
        now = {"idempotency_key": "accepted", "version": str(int(version) + 1)}
        assert (await above.post(f"{at}/acceptance", data=now)).status_code == 303
        page = (await clerk.get(at)).text
        for words in ("一致通过", "更正之前的登记", "已补充", "退回组织生活记录", "审核通过组织生活记录"):
            assert words in page
        assert "逾期报送" in (await clerk.get(f"/registry/party/{BRANCH}/life?year=2019")).text
        assert at in (await clerk.get("/registry/branch-records?state=accepted")).text

    async def test_is_a_years_grid(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        """What was due before anybody was told of it is not overdue: the county began after that."""
        await clock(given_work(registry_engine), date(2019, 7, 1))
        station = await client_for(Role.STATION_STAFF, STATION)
        made = await station.post(f"/party-organisations/{BRANCH}/branch-records", json={**SHEET, "draft": False})
        assert made.status_code == 201, made.text
        year = (await station.get(f"/party-organisations/{BRANCH}/branch-life", params={"year": 2019})).json()
        assert [cell["state"] for cell in year["kinds"]["general-meeting"]] == ["late", "overdue", "none", "none"]
        months = [cell["state"] for cell in year["kinds"]["theme-day"]]
        assert months == ["none"] * 5 + ["overdue"] + ["none"] * 6
        other = await client_for(Role.STATION_STAFF, "411329.411329105")
        assert (await other.get(f"/party-organisations/{BRANCH}/branch-life")).status_code == 404


class TestManyAtOnce:
    async def test_are_judged_row_by_row_then_recorded(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        centre = await client_for(Role.CENTRE_STAFF)
        rows = [
            f"{BRANCH}\t施庵党支部\t2019年4月28日\t服务站\t21\t21\t\t学习文件",
            f"{OTHER}\t歪子党支部\t\t",
            f"{OTHER}\t歪子党支部\t2019-04-28\t服务站\t20\t21\t\t学习文件",
            "unknown-code\t\t2019-04-28\t服务站\t20\t20\t\t学习文件",
            f"{OTHER}\t\t2019-04-28\t服务站\tmany\t20\t\t学习文件",
        ]
        body = {"kind": "committee-meeting", "rows": "\n".join(rows)}
        trial = (await centre.post("/branch-records/batches", json=body)).json()
        assert (trial["dry_run"], trial["recorded"], trial["refused"]) == (True, 1, 3)
        assert [(row["number"], row["outcome"], row["code"]) for row in trial["rows"]] == [
            (1, "acceptable", None),
            (3, "refused", "branch-record-invalid"),
            (4, "refused", "party-organisation-not-found"),
            (5, "refused", "row-invalid"),
        ]
        assert [fault["field"] for fault in trial["rows"][1]["faults"]] == ["present", "absent"]
        assert trial["rows"][3]["faults"][0]["field"] == "expected"
        assert await published(registry_engine, "branch-meeting-recorded") == []
        done = (await centre.post("/branch-records/batches", json={**body, "dry_run": False})).json()
        assert done["rows"][0]["outcome"] == "recorded"
        again = (await centre.post("/branch-records/batches", json={**body, "dry_run": False})).json()
        assert again["rows"][0]["code"] == "branch-record-exists"
        assert len(await published(registry_engine, "branch-meeting-recorded")) == 1

    async def test_are_pasted_or_uploaded_as_the_template_asks(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        clerk = await browser_of(Role.STATION_STAFF, STATION)
        shown = (await clerk.get("/registry/branch-records/many?kind=group-meeting")).text
        assert GROUP in shown
        assert BRANCH not in shown
        rows = f"{GROUP}\t党小组\t2019-04-28\t服务室\t5\t5\t\t学习文件"
        sent = {"kind": "group-meeting", "rows": rows, "dry_run": "true"}
        assert "可以登记" in (await clerk.post("/registry/branch-records/many", data=sent)).text
        template = await clerk.get("/registry/branch-records/many/template.xlsx?kind=group-meeting")
        header, empty = CalamineWorkbook.from_filelike(BytesIO(template.content)).get_sheet_by_index(0).to_python()
        assert empty[0] == GROUP
        said = {"开展日期": "2019-04-28", "地点": "服务室", "应到": "5", "实到": "5", "议题": "学习文件"}
        row = [GROUP, *(said.get(str(name), "") for name in header[1:])]
        filled = "\n".join(",".join(map(str, cells)) for cells in (header, row)).encode()
        for dry_run, words, count in (("true", "可以登记", 0), ("false", "已登记 1 行", 1)):
            answer = await clerk.post(
                "/registry/branch-records/many/workbook",
                data={"kind": "group-meeting", "dry_run": dry_run},
                files={"file": ("records.csv", filled)},
            )
            assert words in answer.text, answer.text
            # What it was of stays chosen, and nothing is at first: no list is taken for another kind's.
            assert '<option value="group-meeting" selected>' in answer.text
            assert len(await published(registry_engine, "branch-meeting-recorded")) == count
        none = await clerk.get("/registry/branch-records/many")
        assert (
            none.text.count("请选择"),
            " selected" in none.text.partition("w-kind")[2].partition("</select>")[0],
        ) == (2, False)
        wrong = await clerk.post(
            "/registry/branch-records/many/workbook",
            data={"kind": "group-meeting", "dry_run": "true"},
            files={"file": ("records.csv", "代号\n甲".encode())},
        )
        assert (wrong.status_code, "A 列：" in wrong.text) == (422, True)
        of_the_branch = await clerk.post(
            "/registry/branch-records/many", data={**sent, "rows": rows.replace(GROUP, BRANCH)}
        )
        assert "类别：党支部和党小组的组织生活类别不同" in of_the_branch.text
        nothing = await clerk.post("/registry/branch-records/many", data={**sent, "rows": "没有日期"})
        assert nothing.status_code == 422
