"""What an applicant is handed when his case was taken down, and when it has ended."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.cases.commands import resolve_case, withdraw_case
from services.benefits.cases.parameters import OutcomeCode
from shared.auth.roles import Role
from tests.benefits.conftest import BrowserOf
from tests.benefits.given import OTHER_STATION, STATION, SUMMARY, County, given_assigned_case, given_case, given_county
from tests.browsers import links_of
from tests.given import given_work
from tests.papers import words_on

APRIL = date(2019, 4, 10)
DOCUMENT = "新民调〔2019〕12号"


@pytest.fixture
async def county(benefits_engine: AsyncEngine) -> County:
    return await given_county(benefits_engine)


class TestACase:
    @pytest.mark.parametrize(
        ("outcome", "words"),
        [
            ("agreement-reached", ("办结告知书", "第三十三条", "于2019年5月10日前提出")),
            ("failed", ("调解终结告知书", "第二十六条")),
        ],
    )
    async def test_resolved_says_how_and_what_may_follow(
        self,
        browser_of: BrowserOf,
        county: County,
        benefits_engine: AsyncEngine,
        outcome: OutcomeCode,
        words: list[str],
    ) -> None:
        case = await given_assigned_case(benefits_engine, county)
        browser = await browser_of(Role.STATION_STAFF, STATION)
        path = f"/benefits/cases/{case.case_id}/letter"
        said = words_on((await browser.get(f"{path}.pdf")).content)
        for each in ("受理告知书", "已经受理", "前办结（含当日）", str(case.case_id)):
            assert each in said
        work = given_work(benefits_engine)
        await resolve_case(work, case.case_id, outcome=outcome, resolved_on=APRIL, document=DOCUMENT)
        letter = await browser.get(f"{path}.pdf")
        assert letter.headers["content-type"] == "application/pdf"
        said = words_on(letter.content)
        for each in (*words, DOCUMENT, "2019年4月10日"):
            assert each in said
        assert SUMMARY not in said
        assert "复议" not in said
        elsewhere = await browser_of(Role.STATION_STAFF, OTHER_STATION)
        assert (await elsewhere.get(f"{path}.pdf")).status_code == 404

    async def test_withdrawn_says_why_and_its_page_leads_to_the_letter(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        work = given_work(benefits_engine)
        case = await given_case(work, county)
        await withdraw_case(work, case.case_id, reason="settled-privately", withdrawn_on=APRIL)
        browser = await browser_of(Role.STATION_STAFF, STATION)
        path = f"/benefits/cases/{case.case_id}/letter"
        assert path in links_of(await browser.get(f"/benefits/cases/{case.case_id}"))
        assert f"{path}.pdf" in links_of(await browser.get(path))
        said = words_on((await browser.get(f"{path}.pdf")).content)
        assert "撤回案件告知书" in said
        assert "原因：当事人已自行和解。" in said
