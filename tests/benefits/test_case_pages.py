"""Cases as people read them, and what they do to them by form."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.domain import Case, CaseState
from services.benefits.cases.queries import get_case
from services.benefits.directory.queries import names_of_units
from shared.auth.roles import Role
from shared.clock import local_date, now
from shared.ids import new_id
from tests.benefits.conftest import BrowserOf
from tests.benefits.given import (
    OTHER_STATION,
    ROOM,
    STATION,
    SUMMARY,
    County,
    code_of,
    given_assigned_case,
    given_case,
    given_county,
)
from tests.benefits.seen import audited
from tests.browsers import crawled, links_of, words_of
from tests.given import CENTRE, given_caller, given_work

RESOLUTION = {"outcome": "agreement-reached", "resolved_on": "2019年4月10日", "document": "新民调〔2019〕12号"}


@pytest.fixture
async def county(benefits_engine: AsyncEngine) -> County:
    return await given_county(benefits_engine)


def opening(county: County, **changes: str) -> dict[str, str]:
    facts = {
        "kind": "dispute",
        "org_code": code_of(ROOM),
        "applicant_id": str(county.applicant),
        "parties_count": "2",
        "opened_on": "2019-04-02",
        "summary": SUMMARY,
        "idempotency_key": "key-1",
    }
    return {**facts, **changes}


async def case_now(engine: AsyncEngine, case_id: UUID) -> Case:
    async with engine.connect() as connection:
        return await get_case(connection, given_caller(), case_id)


class TestTheList:
    async def test_shows_the_cases_of_ones_units(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        page = await (await browser_of(Role.STATION_STAFF, STATION)).get("/benefits/cases")
        assert f"/benefits/cases/{case.case_id}" in links_of(page)
        assert "办理中" in words_of(page)
        assert re.search(r"逾期 \d+ 天", words_of(page))
        elsewhere = await (await browser_of(Role.STATION_STAFF, OTHER_STATION)).get("/benefits/cases")
        assert "没有符合条件的案件。" in words_of(elsewhere)

    async def test_of_a_unit_elsewhere_is_refused_and_on_record(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        elsewhere = code_of(OTHER_STATION)
        browser = await browser_of(Role.STATION_STAFF, STATION)
        assert (await browser.get(f"/benefits/cases?unit={elsewhere}")).status_code == 403
        assert await audited(benefits_engine) == [("list-cases", f"unit {elsewhere}", "out-of-scope")]

    async def test_asks_registry_for_names_and_shows_file_numbers_until_then(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        await given_assigned_case(benefits_engine, county)
        page = await (await browser_of()).get("/benefits/cases")
        assert f"档案 {str(county.applicant)[-8:]}" in words_of(page)
        assert f'name="person_ids" value="{county.applicant}"' in page.text

    async def test_tells_what_is_due_from_what_is_late(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        work = given_work(benefits_engine, now=now())
        late = await given_case(work, county)
        fresh = await given_case(work, county, opened_on=local_date(now()) - timedelta(days=1))
        browser = await browser_of()
        assert f"/benefits/cases/{late.case_id}" in links_of(await browser.get("/benefits/cases?deadline=late"))
        for deadline, case in (("late", fresh), ("due", late), ("due", fresh)):
            listed = links_of(await browser.get(f"/benefits/cases?deadline={deadline}"))
            assert f"/benefits/cases/{case.case_id}" not in listed
        first_page = words_of(await browser.get("/benefits/due"))
        assert "已逾期 1 起 即将到期 0 起" in first_page
        async with benefits_engine.connect() as connection:
            [unit] = (await names_of_units(connection, {late.org_code})).values()
        assert unit in first_page

    async def test_has_filters_that_may_be_left_empty(self, browser_of: BrowserOf) -> None:
        assert (await (await browser_of()).get("/benefits/cases?unit=&state=&deadline=")).status_code == 200


class TestTheCasesOfAPerson:
    async def test_are_a_page_and_a_part_of_another(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        browser = await browser_of()
        path = f"/benefits/of-person/{county.applicant}"
        assert f"/benefits/cases/{case.case_id}" in links_of(await browser.get(path))
        part = await browser.get(path, headers={"HX-Request": "true"})
        assert part.text.lstrip().startswith("<section")

    async def test_disappear_for_who_may_not_see_them(self, browser_of: BrowserOf, county: County) -> None:
        browser = await browser_of(Role.SYSTEM_ADMINISTRATOR)
        refused = await browser.get(f"/benefits/of-person/{county.applicant}", headers={"HX-Request": "true"})
        assert (refused.status_code, refused.headers["hx-reswap"]) == (403, "delete")


class TestTheOpening:
    async def test_opens_one_case_however_often_it_is_sent(self, browser_of: BrowserOf, county: County) -> None:
        browser = await browser_of(Role.ROOM_STAFF, ROOM)
        shown = await browser.get(f"/benefits/cases/new?applicant_id={county.applicant}")
        assert f'value="{code_of(ROOM)}"' in shown.text
        first, again = [await browser.post("/benefits/cases/new", data=opening(county)) for _ in range(2)]
        assert (first.status_code, again.status_code) == (303, 303)
        assert first.headers["location"] == again.headers["location"]
        page = await browser.get(first.headers["location"])
        assert "已立案" in words_of(page)
        assert SUMMARY not in page.text

    async def test_comes_back_with_mistakes_at_their_fields_and_what_was_typed(
        self, browser_of: BrowserOf, county: County
    ) -> None:
        wrong = opening(county, parties_count="1", opened_on="", summary="")
        refused = await (await browser_of()).post("/benefits/cases/new", data=wrong)
        assert refused.status_code == 422
        for name in ("opened_on", "summary"):
            assert f'id="e-{name}"' in refused.text
        assert str(county.applicant) in refused.text

    async def test_names_the_rule_that_is_broken(self, browser_of: BrowserOf, county: County) -> None:
        refused = await (await browser_of()).post("/benefits/cases/new", data=opening(county, parties_count="1"))
        assert refused.status_code == 422
        assert "纠纷至少有两方当事人。" in refused.text

    async def test_says_when_the_applicant_is_not_known_yet(self, browser_of: BrowserOf, county: County) -> None:
        refused = await (await browser_of()).post(
            "/benefits/cases/new", data=opening(county, applicant_id=str(new_id()))
        )
        assert refused.status_code in {404, 409}
        assert 'role="alert"' in refused.text


class TestACase:
    async def test_is_assigned_resolved_and_shows_its_history(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        case = await given_case(given_work(benefits_engine), county)
        browser, path = await browser_of(Role.STATION_STAFF, STATION), f"/benefits/cases/{case.case_id}"
        assert f"{path}/resolution" not in links_of(await browser.get(path))
        form = (await browser.get(f"{path}/assignment")).text
        assert all(f'value="{mediator}"' in form for mediator in county.mediators)
        assert re.search(rf'data-person="{county.mediators[0]}">档案 \w+</span> <span class="small">\w*[^<]+<', form)
        chosen = {"mediator_ids": [str(each) for each in county.mediators[:2]], "assigned_on": "2019-04-03"}
        assigned = await browser.post(f"{path}/assignment", data={**chosen, "version": "1"})
        assert (assigned.status_code, assigned.headers["location"]) == (303, path)
        resolved = await browser.post(f"{path}/resolution", data={**RESOLUTION, "version": "2"})
        assert resolved.status_code == 303
        words = words_of(await browser.get(path))
        assert "已办结" in words
        assert "达成调解协议" in words
        assert "8 天" in words
        assert (await case_now(benefits_engine, case.case_id)).mediator_ids == county.mediators[:2]

    async def test_is_withdrawn_with_a_reason(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        browser, path = await browser_of(Role.ROOM_STAFF, ROOM), f"/benefits/cases/{case.case_id}"
        sent = {"withdrawn_on": "2019-04-05", "version": "2"}
        assert (await browser.post(f"{path}/withdrawal", data=sent)).status_code == 422
        assert (await browser.post(f"{path}/withdrawal", data={**sent, "reason": "by-applicant"})).status_code == 303
        assert (await case_now(benefits_engine, case.case_id)).state is CaseState.WITHDRAWN
        assert "申请人撤回" in words_of(await browser.get(path))

    @pytest.mark.parametrize("version", ["1", "3"])
    async def test_that_another_has_changed_meanwhile_is_left_as_it_is(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine, version: str
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        path = f"/benefits/cases/{case.case_id}/resolution"
        refused = await (await browser_of()).post(path, data={**RESOLUTION, "version": version})
        assert refused.status_code == 409
        assert "已被他人办理" in refused.text
        assert RESOLUTION["document"] in refused.text
        assert (await case_now(benefits_engine, case.case_id)).state is CaseState.ASSIGNED

    async def test_that_another_has_changed_meanwhile_is_compared_and_can_be_done_all_the_same(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        case, other = await given_assigned_case(benefits_engine, county), county.mediators[1]
        browser, path = await browser_of(), f"/benefits/cases/{case.case_id}"
        chosen = {"mediator_ids": [str(other)], "assigned_on": "2019年4月4日"}
        stale = await browser.post(f"{path}/assignment", data={**chosen, "version": "1", "idempotency_key": "a"})
        assert stale.status_code == 409
        words = words_of(stale)
        assert "项目 您填写的 现在的" in words
        assert f"调解员 档案 {str(other)[-8:]} 档案 {str(case.mediator_ids[0])[-8:]}" in words
        assert f"指派日期 2019-04-04 {case.assigned_on}" in words
        assert re.search(r"最近一次变动：20\d\d-\d\d-\d\d \d\d:\d\d，账号 [0-9a-f]{8} ；现在的状态：办理中", words)
        assert "/registry/names/colleagues" in stale.text
        assert "按我填写的重新提交" in words
        assert path in links_of(stale)
        again = dict(re.findall(r'name="(version|idempotency_key)" value="([^"]+)"', stale.text))
        assert (await browser.post(f"{path}/assignment", data={**chosen, **again})).status_code == 303
        assert (await case_now(benefits_engine, case.case_id)).mediator_ids == (other,)

    async def test_tells_its_content_for_a_purpose_only(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        browser, path = await browser_of(), f"/benefits/cases/{case.case_id}/disclosures"
        refused = await browser.post(path, data={"purpose": ""})
        assert refused.status_code == 422
        assert f'name="to" value="/benefits/cases/{case.case_id}"' in refused.text
        assert SUMMARY not in refused.text
        told = await browser.post(path, data={"purpose": "mediation"}, headers={"HX-Request": "true"})
        assert told.status_code == 200
        assert SUMMARY in told.text
        assert 'data-seconds="60"' in told.text

    async def test_tells_its_content_so_often_in_an_hour(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        browser, path = await browser_of(), f"/benefits/cases/{case.case_id}/disclosures"
        answers = [await browser.post(path, data={"purpose": "mediation"}) for _ in range(61)]
        assert [answer.status_code for answer in answers[58:]] == [200, 200, 429]
        assert "一小时内查看敏感信息不得超过60次" in answers[-1].text
        assert SUMMARY not in answers[-1].text

    async def test_of_other_units_is_answered_like_one_that_is_not_there(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        browser = await browser_of(Role.STATION_STAFF, OTHER_STATION)
        for case_id in (case.case_id, new_id()):
            for step in ("", "/assignment", "/resolution", "/withdrawal"):
                assert (await browser.get(f"/benefits/cases/{case_id}{step}")).status_code == 404


class TestWhoMay:
    @pytest.mark.parametrize(
        ("role", "path", "may"),
        [
            (Role.CENTRE_STAFF, CENTRE, {"assignment", "resolution", "withdrawal"}),
            (Role.STATION_STAFF, STATION, {"assignment", "resolution", "withdrawal"}),
            (Role.ROOM_STAFF, ROOM, {"withdrawal"}),
            (Role.BUREAU_LEADER, CENTRE, set()),
            (Role.AUDITOR, CENTRE, set()),
        ],
    )
    async def test_do_something_is_shown_it_and_no_other(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine, role: Role, path: str, may: set[str]
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        browser, shown = await browser_of(role, path), f"/benefits/cases/{case.case_id}"
        links = links_of(await browser.get(shown))
        for step in ("assignment", "resolution", "withdrawal"):
            status = 200 if step in may else 403
            assert (f"{shown}/{step}" in links, (await browser.get(f"{shown}/{step}")).status_code) == (
                step in may,
                status,
            )
        assert (await browser.post(f"{shown}/resolution", data={**RESOLUTION, "version": "2"})).status_code == (
            303 if "resolution" in may else 403
        )

    @pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.VETERAN, Role.MERCHANT_CLERK])
    async def test_not_read_cases_is_refused(self, browser_of: BrowserOf, role: Role) -> None:
        assert (await (await browser_of(role)).get("/benefits/cases")).status_code == 403

    async def test_follow_every_link(self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine) -> None:
        await given_assigned_case(benefits_engine, county)
        opened = await crawled(await browser_of(Role.ROOM_STAFF, ROOM), "/benefits/cases", below="/benefits/")
        assert {path: status for path, status in opened.items() if status != 200} == {}
