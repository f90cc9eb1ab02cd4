"""Programmes in a browser."""

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.benefits.conftest import BrowserOf
from tests.benefits.programmes.given import RULES, given_programme
from tests.browsers import links_of, words_of


class TestThePages:
    async def test_show_what_is_in_force_on_a_day_and_its_rules(
        self, browser_of: BrowserOf, benefits_engine: AsyncEngine
    ) -> None:
        await given_programme(benefits_engine)
        browser = await browser_of(Role.BUREAU_LEADER)
        listed = await browser.get("/benefits/programmes?on=2019-06-01")
        [path] = [link for link in links_of(listed) if link.startswith("/benefits/programmes/")]
        assert "尚无项目的有 免费技能培训" in words_of(listed)
        shown = words_of(await browser.get(path))
        assert "免费健康体检" in shown
        assert RULES[0].text in shown
        assert RULES[0].source in shown

    async def test_know_nothing_of_what_is_not_in_force_that_day(
        self, browser_of: BrowserOf, benefits_engine: AsyncEngine
    ) -> None:
        await given_programme(benefits_engine)
        browser = await browser_of(Role.STATION_STAFF)
        assert "该日没有有效的项目。" in words_of(await browser.get("/benefits/programmes?on=2018-12-31"))
        for path in ("health-check?on=2018-12-31", "nothing"):
            assert (await browser.get(f"/benefits/programmes/{path}")).status_code == 404
