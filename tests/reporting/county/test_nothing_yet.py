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

    @pytest.mark.parametrize(
        "path", ["", "/figures/F01", "/figures/F01/periods", "/figures/F01/subjects", "/trends", "/checks"]
    )
    async def test_are_refused_of_a_day_to_come(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine, path: str
    ) -> None:
        await fold(reporting_engine, small_county())
        page = await (await browser_for()).get(f"/reporting/county{path}?as_of=2099-12-31")
        assert page.status_code == 422
        assert "2099-12-31尚未到来，没有当日数字。" in words_of(page)
        assert "这一天尚未到来。" in words_of(page)

    async def test_have_nothing_to_check_before_there_was_a_centre(
        self, browser_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        await fold(reporting_engine, small_county())
        browser = await browser_for()
        assert (await browser.get("/reporting/county?as_of=2010-01-01")).status_code == 200
        for part in ("/reporting/county/checks?as_of=2010-01-01", "/reporting/coverage?as_of=2010-01-01&unit=411329"):
            page = await browser.get(part)
            assert page.status_code == 200, part
        checks = await browser.get("/reporting/county/checks?as_of=2010-01-01")
        assert "截至 2010-01-01，尚未设立县服务中心，没有可以核对的数据。" in words_of(checks)

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
