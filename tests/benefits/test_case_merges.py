"""Cases of somebody whose files were merged."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from tests.benefits.conftest import BrowserOf
from tests.benefits.given import ROOM, given_assigned_case, given_county, given_learned
from tests.browsers import links_of
from tests.lives import veterans_merged


class TestTheCasesOfAPerson:
    async def test_follow_him_to_the_file_that_goes_on(
        self, browser_of: BrowserOf, benefits_engine: AsyncEngine
    ) -> None:
        county = await given_county(benefits_engine)
        case = await given_assigned_case(benefits_engine, county)
        merged = veterans_merged(ROOM, date(2019, 3, 1), merged_id=county.applicant, surviving_id=county.stranger)
        await given_learned(benefits_engine, [merged])
        shown = await (await browser_of()).get(f"/benefits/of-person/{county.stranger}")
        assert f"/benefits/cases/{case.case_id}" in links_of(shown)
