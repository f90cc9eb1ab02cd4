"""Programmes in a browser."""

from datetime import date
from html import unescape

from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.programmes.commands import activate_programme, correct_draft
from services.benefits.programmes.domain import Rule, Terms
from services.benefits.programmes.parameters import OUTLINE
from services.benefits.programmes.schemas import ProgrammeContent
from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.conftest import BrowserOf
from tests.benefits.programmes.given import DOCUMENT, RULES, SOURCE, drafted, given_draft, given_programme
from tests.browsers import links_of, words_of
from tests.given import given_work

LIVING = {"fact": "person.status", "op": "eq", "value": "living"}


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
        assert (wrong.status_code, "项目 programme_code ：" in words_of(wrong)) == (422, True)  # where in it
        broken = await browser.post("/benefits/programme-drafts/new", data={**unsaid, "programme": "{{"})
        assert "项目 ：不是有效的 JSON。" in words_of(broken)
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
        terms = Terms(gives="monthly", cap="hardship-cap", excludes=("old-age", "other"))
        await given_programme(benefits_engine, programme_code="combat", name="参战补助", slot=None, terms=terms)
        staff, everybody = await browser_of(Role.CENTRE_STAFF), await browser_of(Role.STATION_STAFF)
        for browser, path in (
            (staff, "/benefits/programmes/combat"),
            (everybody, "/benefits/public/programmes/combat"),
        ):
            shown = words_of(await browser.get(path))
            assert ("不同时享受 老年补助" in shown, "other" in shown) == (True, browser is staff)

    async def test_show_a_draft_beside_the_version_that_it_is_to_follow(
        self, browser_of: BrowserOf, benefits_engine: AsyncEngine
    ) -> None:
        centre, leader = await browser_of(Role.CENTRE_STAFF), await browser_of(Role.BUREAU_LEADER)
        first = await drafted(benefits_engine)
        assert "这是该项目的第一个版本。" in words_of(await centre.get(f"/benefits/programme-drafts/{first}"))
        await activate_programme(given_work(benefits_engine), first, version=1)
        assert "与上一版本相比" not in words_of(await centre.get(f"/benefits/programme-drafts/{first}"))
        second = await drafted(benefits_engine)
        assert "与第 1 版内容相同。" in words_of(await leader.get(f"/benefits/programme-drafts/{second}/activation"))
        changed = (*RULES, Rule("living", SOURCE, "本人健在。", LIVING))
        content = given_draft(rules=changed, valid_from=date(2020, 1, 1))
        await correct_draft(given_work(benefits_engine), second, content, document=DOCUMENT, version=1)
        for page in ("", "/activation"):
            shown = words_of(await leader.get(f"/benefits/programme-drafts/{second}{page}"))
            assert "内容 第 1 版 草案 生效日 2019-01-01 2020-01-01 第2条 无 本人健在。（条件：存殁为健在；" in shown
