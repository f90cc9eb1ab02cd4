"""Weekly dispatches over HTTP, and in a browser without script."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.calendar.periods import Week
from shared.clock import SHANGHAI, local_date, machine_now
from tests.browsers import links_of, words_of
from tests.reporting.conftest import ClientFor
from tests.reporting.given import SHIAN, UNIT, WAIZI, code_of, fold, small_county
from tests.reporting.withdrawing import Drafts, give_a_draft_up

# A day of this machine, lest tokens are of another time.
TODAY = local_date(machine_now())
MORNING = datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=SHANGHAI)
SAID: Mapping[str, Any] = {
    "held_on": str(TODAY),
    "chaired_by": "局长",
    "present": [code_of(SHIAN)],
    "absent": [code_of(UNIT)],
    "topics": "核对走访台账",
}
TASK: Mapping[str, Any] = {"org_code": code_of(SHIAN), "due_on": str(TODAY + timedelta(days=3)), "what": "核对台账"}


@pytest.fixture(autouse=True)
async def _county(reporting_engine: AsyncEngine, county_clock: Callable[[timedelta], None]) -> None:
    county_clock(MORNING - machine_now())
    await fold(reporting_engine, small_county())


async def _issued(centre: httpx2.AsyncClient, leader: httpx2.AsyncClient) -> str:
    """The address of minutes that the leader issued."""
    own = f"/dispatches/{(await centre.post('/dispatches', json={**SAID, 'day': str(TODAY)})).json()['dispatch_id']}"
    assert (await leader.post(f"{own}/issue", json={})).status_code == 200
    return own


class TestTheApi:
    async def test_takes_minutes_and_a_task_to_their_end(self, client_for: ClientFor) -> None:
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        station, other = await client_for(Role.STATION_STAFF, SHIAN), await client_for(Role.STATION_STAFF, WAIZI)
        first = await centre.post("/dispatches", json={**SAID, "day": str(TODAY)})
        assert (first.status_code, first.json()["week"]) == (201, Week.of(TODAY).code)
        own = f"/dispatches/{first.json()['dispatch_id']}"
        twice = (await centre.post("/dispatches", json={**SAID, "day": str(TODAY)})).json()
        assert (twice["status"], twice["code"], Week.of(TODAY).zh in twice["detail"]) == (409, "dispatch-exists", True)
        planned = await centre.post(f"{own}/tasks", json={**TASK, "version": 1})
        assert (planned.status_code, planned.json()["state"]) == (201, "planned")
        at = f"/dispatch-tasks/{planned.json()['task_id']}"
        dropped = await centre.post(f"{own}/tasks", json=TASK)
        removal = f"{own}/tasks/{dropped.json()['task_id']}/removal"
        assert (await centre.post(removal, json={"version": 3})).status_code == 200

        # A draft is the centre's, and so are its tasks.
        assert [(await each.get(path)).status_code for each in (station, other) for path in (own, at)] == [404] * 4
        assert (await station.get("/dispatch-tasks")).json()["items"] == []
        assert (await centre.get(at)).status_code == 200
        assert (await centre.post(f"{own}/issue", json={})).status_code == 403
        assert (await centre.get(f"{own}/letter")).json()["code"] == "letter-not-found"
        stale = await leader.post(f"{own}/issue", json={"version": 1})
        assert (stale.status_code, stale.json()["code"]) == (409, "dispatch-changed")
        assert (await leader.post(f"{own}/issue", json={"version": 4})).json()["issued"] == 1

        assert [(await each.get(own)).status_code for each in (station, other)] == [200, 404]
        assert [each["week"] for each in (await station.get("/dispatches")).json()["items"]] == [Week.of(TODAY).code]
        assert (await other.get("/dispatches")).json()["items"] == []
        assert (await station.post(f"{at}/acceptance", json={"version": 1})).json()["state"] == "accepted"
        assert (await station.post(f"{at}/progress", json={"note": "已核对一半"})).status_code == 200
        assert (await station.post(f"{at}/extension", json={"due_on": "2099-01-01", "note": "延"})).status_code == 403
        assert (await station.post(f"{at}/completion", json={"note": "已办结"})).json()["done_on"] == str(TODAY)
        assert (await centre.post(f"{at}/return", json={"note": "缺两户"})).json()["state"] == "accepted"
        later = {"due_on": str(TODAY + timedelta(days=9)), "note": "台账较多"}
        assert (await centre.post(f"{at}/extension", json=later)).json()["due_on"] == later["due_on"]
        wrong = await centre.post(f"{at}/extension", json=later)
        assert (wrong.status_code, wrong.json()["fields"][0]["code"]) == (422, "not-later")
        await station.post(f"{at}/completion", json={"note": "已补齐"})
        assert (await centre.post(f"{at}/confirmation", json={})).json()["state"] == "confirmed"
        assert (await centre.post(f"{at}/withdrawal", json={"note": "不再需要"})).json()[
            "code"
        ] == "dispatch-task-state"
        steps = (await station.get(at)).json()["steps"]
        assert [each["act"] for each in reversed(steps)] == [
            "assign", "accept", "progress", "complete", "return", "extend", "complete", "confirm",
        ]  # fmt: skip

        assert (await centre.get(f"{own}/letter")).content[:4] == b"%PDF"
        assert (await station.get(f"{own}/document")).content[:2] == b"PK"

        # Corrected: who is not of the centre reads what is issued.
        said = {**SAID, "present": [code_of(SHIAN), code_of(UNIT)], "absent": [], "version": 5}
        unexplained = await centre.post(f"{own}/minutes", json=said)
        assert [each["field"] for each in unexplained.json()["fields"]] == ["reason"]
        await centre.post(f"{own}/minutes", json={**said, "reason": "到会机构记错"})
        read = [[one["edition"] for one in (await each.get(own)).json()["editions"]] for each in (centre, station)]
        assert read == [[2, 1], [1]]
        asked: tuple[tuple[dict[str, str], int], ...] = (
            ({}, 1),
            ({"unit": code_of(WAIZI)}, 0),
            ({"shown": "open"}, 0),
            ({"shown": "confirmed"}, 1),
            ({"shown": "overdue"}, 0),
            ({"to_on": str(TODAY)}, 0),
            ({"from_on": str(TODAY)}, 1),
        )
        for filters, found in asked:
            assert len((await centre.get("/dispatch-tasks", params=filters)).json()["items"]) == found, filters
        taken = await centre.post("/dispatch-tasks/exports", json={"purpose": "汇总任务", "shown": "confirmed"})
        assert (taken.status_code, taken.content[:2]) == (200, b"PK")

    async def test_gives_a_draft_up(self, client_for: ClientFor) -> None:
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        drafted = (await centre.post("/dispatches", json={**SAID, "day": str(TODAY)})).json()
        own = f"/dispatches/{drafted['dispatch_id']}"
        why = {"reason": "不调度了"}
        assert (await leader.post(f"{own}/withdrawal", json=why)).status_code == 403
        unsaid = await centre.post(f"{own}/withdrawal", json={})
        assert [(each["field"], each["code"]) for each in unsaid.json()["fields"]] == [("reason", "missing")]
        gone = await centre.post(f"{own}/withdrawal", json={**why, "version": 1})
        assert (gone.status_code, gone.json()["state"], gone.json()["version"]) == (200, "withdrawn", 2)
        refused = await centre.post(f"{own}/minutes", json=SAID)
        assert (refused.status_code, refused.json()["code"]) == (409, "dispatch-withdrawn")
        [kept] = (await leader.get(own)).json()["editions"]
        assert (kept["topics"], kept["withdrawal_reason"]) == (SAID["topics"], why["reason"])
        assert (kept["withdrawn_by"], bool(kept["withdrawn_at"])) == (kept["written_by"], True)
        again = await centre.post("/dispatches", json={**SAID, "day": str(TODAY)})
        assert again.status_code == 201
        listed = [
            [each["state"] for each in (await centre.get("/dispatches", params=asked)).json()["items"]]
            for asked in ({}, {"state": "draft"}, {"state": "withdrawn"}, {"state": "issued"})
        ]
        assert [sorted(each) for each in listed] == [["draft", "withdrawn"], ["draft"], ["withdrawn"], []]

    async def test_tells_a_unit_nothing_of_minutes_that_no_issued_edition_names_it_in(
        self, client_for: ClientFor
    ) -> None:
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        unnamed = await client_for(Role.STATION_STAFF, WAIZI)
        own = await _issued(centre, leader)
        said = {**SAID, "present": [code_of(SHIAN), code_of(WAIZI)], "reason": "到会机构记错"}
        reads = (own, f"{own}/letter", f"{own}/document")

        async def seen() -> tuple[list[Any], list[bool]]:
            listed = (await unnamed.get("/dispatches")).json()["items"]
            return listed, ["dispatch-not-found" in (await unnamed.get(path)).text for path in reads]

        nothing: tuple[list[Any], list[bool]] = ([], [True] * 3)
        await centre.post(f"{own}/minutes", json=said)
        assert await seen() == nothing
        await centre.post(f"{own}/withdrawal", json={"reason": "没有记错"})
        assert await seen() == nothing
        await centre.post(f"{own}/minutes", json=said)
        assert (await leader.post(f"{own}/issue", json={})).status_code == 200
        assert [(await unnamed.get(path)).status_code for path in reads] == [200] * 3

    async def test_tells_a_unit_how_the_issued_edition_stands_and_the_centre_that_a_correction_waits(
        self, client_for: ClientFor
    ) -> None:
        centre, leader = await client_for(), await client_for(Role.BUREAU_LEADER)
        station = await client_for(Role.STATION_STAFF, SHIAN)
        own = await _issued(centre, leader)

        async def stands(client: httpx2.AsyncClient) -> tuple[list[str], list[tuple[str, int, int, int]]]:
            """In which states it is listed, and how the list and its own answer say that it stands."""
            asked = ("draft", "issued", "withdrawn")
            found = {
                state: (await client.get("/dispatches", params={"state": state})).json()["items"] for state in asked
            }
            [listed] = (await client.get("/dispatches")).json()["items"]
            said = (listed, (await client.get(own)).json()["dispatch"])
            told = [(each["state"], each["edition"], each["withdrawn"], each["version"]) for each in said]
            return [state for state in asked if found[state]], told

        as_issued = (["issued"], [("issued", 1, 0, 1)] * 2)
        await centre.post(f"{own}/minutes", json={**SAID, "chaired_by": "副局长", "reason": "主持人记错"})
        assert await stands(station) == as_issued
        assert await stands(centre) == (["draft"], [("draft", 2, 0, 3)] * 2)
        await centre.post(f"{own}/withdrawal", json={"reason": "没有记错"})
        assert await stands(station) == as_issued
        assert await stands(centre) == (["issued"], [("issued", 2, 2, 4)] * 2)

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"chaired_by": ""}, "chaired_by"),
            ({"present": []}, "present"),
            ({"topics": "电话 13800000000"}, "topics"),
            ({"held_on": str(TODAY + timedelta(days=1))}, "held_on"),
            ({"present": ["no"]}, "present.0"),
        ],
    )
    async def test_refuses_what_is_no_minutes(self, client_for: ClientFor, said: dict[str, Any], field: str) -> None:
        refused = await (await client_for()).post("/dispatches", json={**SAID, "day": str(TODAY), **said})
        assert refused.status_code == 422
        assert [each["field"] for each in refused.json()["fields"]] == [field]


class TestThePages:
    async def test_lead_from_a_draft_to_a_confirmed_task(self, browser_for: ClientFor) -> None:
        centre, leader = await browser_for(), await browser_for(Role.BUREAU_LEADER)
        station = await browser_for(Role.STATION_STAFF, SHIAN)
        assert "没有符合条件的周调度纪要。" in words_of(await centre.get("/reporting/dispatches"))
        new = "/reporting/dispatches/new"
        assert [new in links_of(await each.get("/reporting/dispatches")) for each in (centre, station)] == [True, False]
        assert f'name="present" value="{code_of(SHIAN)}"' in (await centre.get(new)).text
        assert f'value="{TODAY - timedelta(days=7)}"' in (await centre.get(new)).text
        wrong = await centre.post(new, data={**SAID, "day": str(TODAY), "chaired_by": ""})
        assert (wrong.status_code, "核对走访台账" in wrong.text) == (422, True)
        sent = await centre.post(new, data={**SAID, "day": str(TODAY)})
        own = sent.headers["location"]
        page = await centre.get(own)
        assert {f"{own}/minutes", f"{own}/tasks/new"} <= set(links_of(page))
        assert f"{own}/issue" not in links_of(page)
        await centre.post(f"{own}/minutes", data={**SAID, "topics": "核对台账\n补齐信息", "version": "1"})
        assert (await centre.get(f"{own}/tasks/new")).status_code == 200
        for version in ("2", "3"):
            assert (await centre.post(f"{own}/tasks/new", data={**TASK, "version": version})).status_code == 303
        [removal, kept] = [link for link in links_of(await centre.get(own)) if link.endswith("/removal")]
        assert "核对台账" in words_of(await centre.get(removal))
        assert (await centre.post(removal, data={"version": "4"})).status_code == 303
        assert f"{own}/issue" in links_of(await leader.get(own))
        assert [own in links_of(await each.get("/reporting/due")) for each in (leader, centre)] == [True, False]
        for page in (await leader.get("/reporting/due"), await centre.get("/reporting/dispatches")):
            assert f"{Week.of(TODAY).zh}（" in words_of(page)
        assert "印发后不能修改" in words_of(await leader.get(f"{own}/issue"))
        for form in (f"{own}/minutes", f"{own}/tasks/new", kept, f"{own}/issue"):
            page = await (leader if form.endswith("/issue") else centre).get(form)
            assert (f"{Week.of(TODAY).zh}（" in words_of(page), Week.of(TODAY).code in words_of(page)) == (True, False)
        stale = await leader.post(f"{own}/issue", data={"version": "4"})
        assert (stale.status_code, "该纪要在您填写期间已有变动" in words_of(stale)) == (409, True)
        assert (await leader.post(f"{own}/issue", data={"version": "5"})).status_code == 303

        read = words_of(await station.get(f"{own}/letter"))
        assert "二、任务。 以下只列本机构的任务。" in read
        assert "补齐信息" in read
        assert (await station.get(f"{own}/letter.pdf")).content[:4] == b"%PDF"
        assert (await leader.get(f"{own}/document.docx")).content[:2] == b"PK"
        assert "二、任务。" in words_of(await leader.get(f"{own}/letter"))
        [at] = [link for link in links_of(await station.get("/reporting/due")) if "dispatch-tasks/" in link]
        assert at in links_of(await station.get("/reporting/dispatch-tasks"))
        assert own in links_of(await station.get("/reporting/dispatches"))
        shown = await station.get(at)
        assert f"{at}/acceptance" in links_of(shown)
        assert f"{at}/extension" not in links_of(shown)
        acts: tuple[tuple[str, httpx2.AsyncClient, dict[str, str], int], ...] = (
            ("acceptance", station, {}, 1),
            ("progress", station, {"note": "已核对一半"}, 2),
            ("completion", station, {"note": "已办结"}, 3),
            ("return", centre, {"note": "缺两户"}, 4),
            ("extension", centre, {"due_on": str(TODAY + timedelta(days=9)), "note": "台账较多"}, 5),
            ("completion", station, {"note": "已补齐"}, 6),
            ("confirmation", centre, {}, 7),
        )
        for end, by, data, number in acts:
            assert f"{at}/{end}" in links_of(await by.get(at)), end
            assert (await by.get(f"{at}/{end}")).status_code == 200
            assert (await by.post(f"{at}/{end}", data={**data, "version": str(number)})).status_code == 303
        assert "已补齐" in words_of(await station.get(at))
        assert at not in links_of(await station.get("/reporting/due"))
        assert f"{at}/withdrawal" not in links_of(await centre.get(at))
        assert (await centre.get("/reporting/dispatch-tasks/export")).status_code == 200

    async def test_lead_from_a_draft_that_nobody_wants_to_its_withdrawal(self, browser_for: ClientFor) -> None:
        said = {**SAID, "day": str(TODAY)}
        others = ("minutes", "tasks/new")
        await give_a_draft_up(browser_for, Drafts("/reporting/dispatches", said, "草稿保留可查", "issue", others))

    async def test_offer_who_writes_or_issues_for_a_unit_alone_nothing_that_is_the_county_s(
        self, browser_for: ClientFor
    ) -> None:
        centre, leader = await browser_for(), await browser_for(Role.BUREAU_LEADER)
        own = (await centre.post("/reporting/dispatches/new", data={**SAID, "day": str(TODAY)})).headers["location"]
        await leader.post(f"{own}/issue", data={"version": "1"})
        said = {**SAID, "chaired_by": "副局长", "reason": "主持人记错"}
        assert (await centre.post(f"{own}/minutes", data={**said, "version": "2"})).status_code == 303
        forms = {"/reporting/dispatches/new", f"{own}/minutes", f"{own}/withdrawal", f"{own}/tasks/new"}
        assert forms <= links_of(await centre.get("/reporting/dispatches")) | links_of(await centre.get(own))
        for role, refused in ((Role.CENTRE_STAFF, forms), (Role.BUREAU_LEADER, {f"{own}/issue"})):
            below = await browser_for(role, SHIAN)
            listed, page = await below.get("/reporting/dispatches"), await below.get(own)
            assert (SAID["chaired_by"] in page.text, "副局长" in page.text) == (True, False)
            assert not refused & (links_of(listed) | links_of(page))
            for form in sorted(refused):
                shown = await below.get(form)
                assert (shown.status_code, "不在您的管辖范围内" in words_of(shown)) == (403, True), form
                assert (await below.post(form, data={**said, "version": "3"})).status_code == 403, form

    async def test_show_who_came_second_what_stands(self, browser_for: ClientFor) -> None:
        centre = await browser_for()
        own = (await centre.post("/reporting/dispatches/new", data={**SAID, "day": str(TODAY)})).headers["location"]
        await centre.post(f"{own}/minutes", data={**SAID, "chaired_by": "副局长", "version": "1"})
        late = await centre.post(f"{own}/minutes", data={**SAID, "version": "1"})
        assert late.status_code == 409
        assert "与现在不同的内容" in words_of(late)
