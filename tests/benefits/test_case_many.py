"""Cases that were handled before, from a workbook: a row for each, judged and recorded as by the forms."""

from typing import Any

import httpx2
import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.tables import CASE, CASE_ASSIGNMENT
from services.benefits.directory.tables import MEDIATOR
from shared.auth.permissions import PERMISSIONS
from shared.auth.roles import Role
from shared.events.benefits import CaseAssigned, CaseOpened, CaseResolved
from shared.ids import new_id
from tests.benefits.conftest import BrowserOf, ClientOf
from tests.benefits.given import (
    OTHER_STATION,
    ROOM,
    STATION,
    SUMMARY,
    County,
    code_of,
    given_case,
    given_county,
    given_learned,
    mediator_assumed,
)
from tests.benefits.seen import audited, count, published_events
from tests.browsers import links_of, words_of
from tests.given import given_work
from tests.workbooks import filled, hand_in, header_of, notes_of, told

AT = "/cases/workbooks"


@pytest.fixture
async def county(benefits_engine: AsyncEngine) -> County:
    return await given_county(benefits_engine)


def opened(county: County, **said: Any) -> dict[str, Any]:
    row = {
        "类别": "矛盾纠纷", "受理机构代码": int(code_of(ROOM)), "申请人身份证号或档案编号": str(county.applicant),
        "立案日期": "2019-04-02", "案情": SUMMARY,
    }  # fmt: skip
    return {**row, **said}


def assigned(county: County, **said: Any) -> dict[str, Any]:
    mediators = "、".join(map(str, county.mediators[:2]))
    return {**opened(county), "调解员身份证号或档案编号": mediators, "指派日期": "2019年4月3日", **said}


def resolved(county: County, **said: Any) -> dict[str, Any]:
    own = {"办结结果": "达成调解协议", "办结日期": "2019-04-10", "办结文书编号": "新民调〔2019〕12号"}
    return {**assigned(county), **own, **said}


async def sent(client: httpx2.AsyncClient, rows: list[dict[str, Any]], *, dry_run: bool = False) -> Any:
    template = (await client.get("/cases/template.xlsx")).content
    answer = await hand_in(client, AT, filled(template, rows), dry_run=dry_run)
    assert answer.status_code == 200, answer.text
    return answer.json()


def outcomes(batch: Any) -> list[tuple[str, str | None, list[str]]]:
    return [each[1:] for each in told(batch)]


class TestARow:
    async def test_is_a_case_as_far_as_it_had_come(
        self, client_of: ClientOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        """Its story, its events, its content and its assignment are those of the forms."""
        clerk = await client_of(Role.STATION_STAFF, STATION)
        rows = [
            opened(county),
            assigned(county, 立案日期="2019-04-03", 当事人数=3),
            resolved(county, 立案日期="2019-04-01", 办结结果="failed"),
        ]
        trial = await sent(clerk, rows, dry_run=True)
        assert outcomes(trial) == [("acceptable", None, [])] * 3
        assert {row["case_id"] for row in trial["rows"]} == {None}
        assert await count(benefits_engine, CASE) == 0
        batch = await sent(clerk, rows)
        assert outcomes(batch) == [("recorded", None, [])] * 3
        assert (batch["recorded"], batch["refused"]) == (3, 0)
        ids = [row["case_id"] for row in batch["rows"]]
        shown = [(await clerk.get(f"/cases/{each}")).json() for each in ids]
        assert [each["state"] for each in shown] == ["opened", "assigned", "resolved"]
        assert [each["version"] for each in shown] == [1, 2, 3]
        assert [each["parties_count"] for each in shown] == [2, 3, 2]
        assert shown[2]["mediator_ids"] == [str(each) for each in county.mediators[:2]]
        assert (shown[2]["assigned_on"], shown[2]["days"], shown[2]["outcome"]["code"]) == ("2019-04-03", 9, "failed")
        assert shown[2]["document"] == "新民调〔2019〕12号"
        for contract, number in ((CaseOpened, 3), (CaseAssigned, 2), (CaseResolved, 1)):
            assert len(await published_events(benefits_engine, contract)) == number
        assert await audited(benefits_engine) == [("record-handled-case", f"case {each}", "done") for each in ids]
        assert await count(benefits_engine, CASE_ASSIGNMENT) == 2
        told_of = (await clerk.post(f"/cases/{ids[1]}/disclosures", json={"purpose": "supervision"})).json()
        assert told_of["summary"] == SUMMARY

    async def test_that_was_recorded_changes_nothing_and_what_is_not_done_goes_on(
        self, client_of: ClientOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        clerk = await client_of()
        case = await given_case(given_work(benefits_engine), county)
        for row, outcome, version in (
            (opened(county), "present", 1),
            (assigned(county), "recorded", 2),
            (assigned(county), "present", 2),
            (opened(county), "present", 2),
            (resolved(county), "recorded", 3),
            (resolved(county), "present", 3),
            (assigned(county), "present", 3),
        ):
            batch = await sent(clerk, [row], dry_run=True)
            assert outcomes(batch) == [(outcome if outcome == "present" else "acceptable", None, [])]
            batch = await sent(clerk, [row])
            assert outcomes(batch) == [(outcome, None, [])]
            assert batch["rows"][0]["case_id"] == str(case.case_id)
            assert (await clerk.get(f"/cases/{case.case_id}")).json()["version"] == version
        assert await count(benefits_engine, CASE) == 1

    async def test_is_refused_by_itself_and_as_the_forms_refuse(
        self, client_of: ClientOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        """One that cannot end is not opened either."""
        clerk = await client_of(Role.STATION_STAFF, STATION)
        rows = [
            opened(county, 立案日期="2090-01-01", 当事人数=1),
            assigned(county, 调解员身份证号或档案编号=str(county.applicant)),
            assigned(county, 调解员身份证号或档案编号=str(county.mediators[0]), 指派日期="2019-02-01"),
            resolved(county, 办结日期="2019-04-02"),
            opened(county, 申请人身份证号或档案编号=str(new_id())),
            opened(county, 申请人身份证号或档案编号=str(county.stranger)),
            opened(county, 受理机构代码=code_of(OTHER_STATION)),
            opened(county, 类别="信访"),
            opened(county, 申请人身份证号或档案编号="张三"),
            resolved(county, 办结文书编号="身份证 411329197001010011"),
            opened(county, 案情="长" * 2_001),
            *[resolved(county, 立案日期="2019-04-01")] * 2,
        ]
        expected = [
            ("refused", "opening-refused", ["parties_count", "opened_on"]),
            ("refused", "mediator-not-known-yet", []),
            ("refused", "assignment-refused", ["mediator_ids.0", "assigned_on"]),
            ("refused", "resolution-refused", ["resolved_on"]),
            ("refused", "veteran-not-known-yet", []),
            ("refused", "veteran-not-known-yet", []),
            ("refused", "out-of-scope", []),
            ("refused", "row-invalid", ["kind"]),
            ("refused", "row-invalid", ["applicant_id"]),
            ("refused", "row-invalid", ["document"]),
            ("refused", "row-invalid", ["summary"]),
        ]
        for dry_run, good in ((True, "acceptable"), (False, "recorded"), (False, "present")):
            batch = await sent(clerk, rows, dry_run=dry_run)
            assert outcomes(batch) == [*expected, (good, None, []), ("refused", "row-repeated", [])]
        assert SUMMARY not in str(batch)
        assert await count(benefits_engine, CASE) == 1

    async def test_tells_each_step_whole_and_after_those_before_it(
        self, client_of: ClientOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        clerk, whole = await client_of(), resolved(county)
        for without, missing in (
            (["指派日期"], ["assigned_on"]),
            (["调解员身份证号或档案编号"], ["mediator_ids"]),
            (["调解员身份证号或档案编号", "指派日期"], ["mediator_ids", "assigned_on"]),
            (["办结结果", "办结文书编号"], ["outcome", "document"]),
            (["办结日期"], ["resolved_on"]),
            (["案情", "办结日期"], ["summary"]),
        ):
            row = {name: said for name, said in whole.items() if name not in without}
            assert outcomes(await sent(clerk, [row])) == [("refused", "row-invalid", missing)], without
        assert await count(benefits_engine, CASE) == 0

    async def test_may_be_of_any_unit_that_takes_cases(self, client_of: ClientOf) -> None:
        """The workbook says so, as it says how much an account may say."""
        template = (await (await client_of()).get("/cases/template.xlsx")).content
        notes = {row[0]: row[2:4] for row in notes_of(template)}
        assert notes["受理机构代码"] == [
            "服务室、服务站或者服务中心代码", "the code of a room, a station or the centre"
        ]  # fmt: skip
        assert notes["案情"] == ["至多 2000 字", "2,000 characters at most"]

    async def test_has_room_for_as_much_as_the_form(
        self, client_of: ClientOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        clerk, long = await client_of(), "长" * 2_000
        batch = await sent(clerk, [opened(county, 案情=long)])
        place = f"/cases/{batch['rows'][0]['case_id']}"
        assert (await clerk.post(f"{place}/disclosures", json={"purpose": "mediation"})).json()["summary"] == long


async def test_are_a_thousand_at_most_at_once(client_of: ClientOf, county: County) -> None:
    """Whoever hands them in waits for them, and the edge waits 90 seconds."""
    clerk = await client_of()
    template = (await clerk.get("/cases/template.xlsx")).content
    answer = await hand_in(clerk, AT, filled(template, [opened(county)] * 1_001), dry_run=True)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-many-rows")
    assert "1000" in answer.json()["detail"]


class TestWhoMay:
    @pytest.mark.parametrize("role", [Role.ROOM_STAFF, Role.BUREAU_LEADER, Role.AUDITOR])
    async def test_is_who_handles_cases(self, client_of: ClientOf, role: Role) -> None:
        client = await client_of(role)
        assert (await hand_in(client, AT, b"", dry_run=True)).status_code == 403
        assert (await client.get("/cases/template.xlsx")).status_code == 403

    def test_may_open_them_by_the_form_too(self) -> None:
        assert PERMISSIONS["cases.handle"].roles <= PERMISSIONS["cases.open"].roles


class TestInABrowser:
    async def test_is_tried_and_handed_in(self, browser_of: BrowserOf, county: County) -> None:
        clerk, at = await browser_of(Role.STATION_STAFF, STATION), "/benefits/cases/many"
        assert at in links_of(await clerk.get("/benefits/cases"))
        assert at not in links_of(await (await browser_of(Role.ROOM_STAFF, ROOM)).get("/benefits/cases"))
        assert f"{at}/template.xlsx" in links_of(await clerk.get(at))
        template = (await clerk.get(f"{at}/template.xlsx")).content
        assert header_of(template)[:3] == ["类别", "受理机构代码", "申请人身份证号或档案编号"]
        book = filled(template, [resolved(county), opened(county, 立案日期="2090-01-01")])
        trial = words_of(await hand_in(clerk, at, book, dry_run=True))
        assert "校验结果：1 行可以登记，1 行有误。" in trial
        assert "立案日期：立案日期不能晚于今天。" in trial
        done = await hand_in(clerk, at, book, dry_run=False)
        assert "已登记 1 行，1 行未登记。" in words_of(done)
        [case] = [each for each in links_of(done) if each.startswith("/benefits/cases/0")]
        assert "已办结" in words_of(await clerk.get(case))
        again = words_of(await hand_in(clerk, at, book, dry_run=False))
        assert "已有，不变" in again
        assert "已登记 0 行，已有 1 行，1 行未登记。" in again
        assert "校验结果：0 行可以登记，已有 1 行，1 行有误。" in words_of(await hand_in(clerk, at, book, dry_run=True))
        assert (await clerk.post(at, data={"dry_run": "true"})).status_code == 422

    async def test_leads_to_the_case_of_which_something_else_is_recorded(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        """Also in a trial, as to one that is there."""
        clerk, at = await browser_of(Role.STATION_STAFF, STATION), "/benefits/cases/many"
        case = await given_case(given_work(benefits_engine), county)
        template = (await clerk.get(f"{at}/template.xlsx")).content
        for row in (opened(county), opened(county, 当事人数=5)):
            trial = await hand_in(clerk, at, filled(template, [row]), dry_run=True)
            assert f"/benefits/cases/{case.case_id}" in links_of(trial)
        stranger = await browser_of(Role.STATION_STAFF, OTHER_STATION)
        trial = await hand_in(stranger, at, filled(template, [opened(county, 当事人数=5)]), dry_run=True)
        assert not [each for each in links_of(trial) if each.startswith("/benefits/cases/0")]


async def test_rows_that_wait_for_somebody_on_his_way_say_so(
    client_of: ClientOf, county: County, benefits_engine: AsyncEngine
) -> None:
    """Sent again they are recorded."""
    async with benefits_engine.begin() as connection:
        await connection.execute(delete(MEDIATOR))
    clerk = await client_of()
    [refused] = (await sent(clerk, [resolved(county)]))["rows"]
    assert (refused["outcome"], refused["code"]) == ("refused", "mediator-not-known-yet")
    await given_learned(benefits_engine, [mediator_assumed(each) for each in county.mediators])
    assert outcomes(await sent(clerk, [resolved(county)])) == [("recorded", None, [])]
