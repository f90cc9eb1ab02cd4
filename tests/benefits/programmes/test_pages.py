"""Programmes in a browser."""

from html import unescape

from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.programmes.domain import Terms
from services.benefits.programmes.parameters import OUTLINE
from services.benefits.programmes.schemas import ProgrammeContent
from shared.auth.roles import Role
from shared.ids import new_id
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

    async def test_begin_a_new_programme_with_every_field_and_the_codes_it_takes(self, browser_of: BrowserOf) -> None:
        browser = await browser_of(Role.CENTRE_STAFF)
        shown = unescape(words_of(await browser.get("/benefits/programme-drafts/new")))
        for words in ('"programme_code": ""', '"emergency_workdays": 0', "slot free-1 免费健康体检", "age 年龄"):
            assert words in shown
        unsaid = {"programme": OUTLINE, "document": "县办法", "idempotency_key": str(new_id())}
        wrong = await browser.post("/benefits/programme-drafts/new", data=unsaid)
        assert (wrong.status_code, "programme_code" in words_of(wrong)) == (422, True)
        ProgrammeContent.model_validate_json(
            OUTLINE.replace('"programme_code": ""', '"programme_code": "health-check"')
            .replace('"name": ""', '"name": "免费健康体检"')
            .replace('"valid_from": ""', '"valid_from": "2019-01-01"')
            .replace('"source": ""', '"source": "县办法"')
        )

    async def test_name_the_programmes_that_are_not_held_together(
        self, browser_of: BrowserOf, benefits_engine: AsyncEngine
    ) -> None:
        await given_programme(benefits_engine, programme_code="old-age", name="老年补助", slot=None)
        terms = Terms(gives="monthly", cap="hardship-cap", excludes=("old-age",))
        await given_programme(benefits_engine, programme_code="combat", name="参战补助", slot=None, terms=terms)
        staff, everybody = await browser_of(Role.CENTRE_STAFF), await browser_of(Role.STATION_STAFF)
        for browser, path in (
            (staff, "/benefits/programmes/combat"),
            (everybody, "/benefits/public/programmes/combat"),
        ):
            assert "不同时享受 老年补助" in words_of(await browser.get(path))
