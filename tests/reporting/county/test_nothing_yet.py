"""Before a unit is known there are no figures, and somebody who does not know what to do."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.reporting.conftest import ClientFor
from tests.reporting.given import fold, small_county


class TestTheFiguresOfACountyWithoutUnits:
    @pytest.mark.parametrize(
        ("role", "way"), [(Role.CENTRE_STAFF, "/registry/network/new"), (Role.BUREAU_LEADER, "/registry/network")]
    )
    async def test_say_what_to_do(self, browser_for: ClientFor, role: Role, way: str) -> None:
        page = await (await browser_for(role)).get("/reporting/county?as_of=2019-04-30")
        assert page.status_code == 200
        assert "请先在“服务网络”中设立县服务中心" in words_of(page)
        assert way in links_of(page)

    async def test_are_not_found_when_a_unit_is_named(self, browser_for: ClientFor) -> None:
        assert (await (await browser_for()).get("/reporting/county?unit=411329")).status_code == 404

    async def test_were_not_there_as_known_on_a_day_before_it(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        await fold(reporting_engine, small_county())
        browser, then = await browser_for(Role.BUREAU_LEADER), {"known_on": "2018-12-31"}
        for asked in (then, {**then, "unit": "411329"}):
            page = await browser.get("/reporting/county", params=asked)
            assert page.status_code == 200
            assert "截至 2018-12-31，系统中还没有登记该机构" in words_of(page)
            assert "/reporting/county?unit=411329" in links_of(page)
        assert (await browser.get("/reporting/county", params={**then, "unit": "999999"})).status_code == 404
