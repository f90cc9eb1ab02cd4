"""The list of cases taken away."""

from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.benefits.conftest import BrowserOf
from tests.benefits.given import OTHER_STATION, STATION, SUMMARY, County, given_case, given_county
from tests.benefits.seen import audited
from tests.given import given_work

PAGE = "/benefits/cases/export"
WHY = {"purpose": "月度报表"}


@pytest.fixture
async def county(benefits_engine: AsyncEngine) -> County:
    return await given_county(benefits_engine)


def lines_of(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[3:]


class TestAnExportOfCases:
    async def test_holds_those_of_ones_units_without_their_content(
        self, browser_of: BrowserOf, county: County, benefits_engine: AsyncEngine
    ) -> None:
        case = await given_case(given_work(benefits_engine), county)
        clerk = await browser_of(Role.STATION_STAFF, STATION)
        assert f'href="{PAGE}?state=opened"' in (await clerk.get("/benefits/cases?state=opened")).text
        assert "已立案" in (await clerk.get(f"{PAGE}?state=opened")).text
        taken = await clerk.post(PAGE, data={**WHY, "state": "opened"})
        [line] = lines_of(taken.content)
        assert line[0] == str(case.case_id)
        assert line[1:4] == ["矛盾纠纷", "已立案", str(county.applicant)]
        assert SUMMARY.encode() not in taken.content
        assert lines_of((await clerk.post(PAGE, data={**WHY, "state": "resolved"})).content) == []
        elsewhere = await browser_of(Role.STATION_STAFF, OTHER_STATION)
        assert lines_of((await elsewhere.post(PAGE, data=WHY)).content) == []
        subjects = [subject for action, subject, _ in await audited(benefits_engine) if action == "export-cases"]
        assert subjects == ["state opened, rows 1", "state resolved, rows 0", "rows 0"]

    async def test_is_not_for_who_only_looks(self, browser_of: BrowserOf, county: County) -> None:
        assert (await (await browser_of(Role.AUDITOR)).post(PAGE, data=WHY)).status_code == 403
