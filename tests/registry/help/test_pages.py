"""Pages of help: what they say of a role is what the menu and the table of permissions say."""

import re

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.help.domain import day_of, entry_at, places_of, ways_back_of
from services.registry.help.parameters import DAYS, FOUND_AT, KINDS, MISTAKES, WITHOUT_A_PAGE
from shared.auth.permissions import PERMISSIONS, permission
from shared.auth.roles import Role
from shared.ids import new_id
from shared.web.menu import MENU, SELF
from tests.architecture.test_pages import pages
from tests.architecture.tree import SERVICES
from tests.browsers import BROWSER, links_of, words_of
from tests.given import given_grant
from tests.issuer import Issuer


class TestHelp:
    async def test_is_there_for_who_cannot_sign_in(self, anonymous: httpx2.AsyncClient) -> None:
        shown = await anonymous.get("/help", headers=BROWSER)
        assert shown.status_code == 200
        assert "联系方式尚未设置" in words_of(shown)
        assert {"/session/activation", "/benefits/public/programmes", "/benefits/public/publicity"} <= links_of(shown)
        assert {f"/help/{role}" for role in Role} <= links_of(shown)
        assert "/help" in links_of(await anonymous.get("/sign-in", headers=BROWSER))

    async def test_is_one_step_from_every_page_by_the_roles_one_has(
        self, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine, issuer: Issuer
    ) -> None:
        account = new_id()
        for role in (Role.STATION_STAFF, Role.MEDIATOR):
            await given_grant(registry_engine, account, role)
        anonymous.cookies.set("session", issuer.token(account))
        [foot] = re.findall("<footer>.*</footer>", (await anonymous.get("/", headers=BROWSER)).text)
        assert re.findall('href="([^"]*)"', foot) == ["/help/mediator", "/help/station-staff"]
        assert "帮助：服务站经办人" in foot

    async def test_of_another_role_leads_nowhere_its_reader_may_not_go(
        self, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine, issuer: Issuer
    ) -> None:
        account = new_id()
        await given_grant(registry_engine, account, Role.ROOM_STAFF)
        anonymous.cookies.set("session", issuer.token(account))
        own, other = [await anonymous.get(f"/help/{role}", headers=BROWSER) for role in (Role.ROOM_STAFF, Role.AUDITOR)]
        assert (own.status_code, other.status_code) == (200, 200)
        assert "/registry/persons" in links_of(own)
        assert "/registry/disclosures" not in links_of(other)
        assert "查看记录" in words_of(other)
        assert "本岗位不能办，请找：服务中心经办人、服务站经办人" in words_of(own)

    async def test_speaks_english_too(
        self, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine, issuer: Issuer
    ) -> None:
        account = new_id()
        await given_grant(registry_engine, account, Role.CENTRE_STAFF)
        anonymous.cookies.set("session", issuer.token(account))
        anonymous.cookies.set("language", "en")
        for role in Role:
            shown = await anonymous.get(f"/help/{role}", headers=BROWSER)
            assert re.findall("[\u4e00-\u9fff]+", words_of(shown)) == []

    async def test_sends_a_veteran_to_the_counter_and_clerks_to_the_administrators(
        self, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine, issuer: Issuer
    ) -> None:
        account = new_id()
        await given_grant(registry_engine, account, Role.VETERAN)
        anonymous.cookies.set("session", issuer.token(account))
        own, clerks = [
            words_of(await anonymous.get(f"/help/{role}", headers=BROWSER)) for role in (Role.VETERAN, Role.ROOM_STAFF)
        ]
        assert ("重新出具激活单" in own, "系统管理员。" in own) == (True, False)
        assert "密码忘了、激活单过期、账号停用：系统管理员。" in clerks

    async def test_of_no_role_is_not_found_in_the_address(self, anonymous: httpx2.AsyncClient) -> None:
        assert (await anonymous.get("/help/emperor", headers=BROWSER)).status_code in (303, 422)


class TestWhatIsSaidOfARole:
    @pytest.mark.parametrize("role", Role)
    def test_leads_to_every_page_of_the_menu_that_it_may_open_and_to_no_other(self, role: Role) -> None:
        may_open = [entry for entry in (*MENU, SELF) if role in entry.roles]
        assert [place.entry for place in places_of(role)] == may_open
        assert [task.entry for task in day_of(role) if task.entry and role not in task.entry.roles] == []

    @pytest.mark.parametrize("role", Role)
    def test_has_all_that_it_may_do_where_it_may_go(self, role: Role) -> None:
        told = {act.name for place in places_of(role) for act in place.acts}
        assert told == {name for name, each in PERMISSIONS.items() if role in each.roles} - WITHOUT_A_PAGE

    def test_has_every_permission_in_one_place(self) -> None:
        placed = [name for names in FOUND_AT.values() for name in names]
        assert sorted(placed) == sorted(set(PERMISSIONS) - WITHOUT_A_PAGE)
        assert set(DAYS) == set(Role)

    def test_has_no_page_only_where_no_page_asks_for_it(self) -> None:
        asked = {name for service in SERVICES for _, _, names in pages(service) for name in names or ()}
        assert asked & WITHOUT_A_PAGE == set()
        assert set(PERMISSIONS) - asked == WITHOUT_A_PAGE


class TestAMistake:
    def test_has_a_way_back_that_somebody_may_go_on_a_page_he_may_open(self) -> None:
        assert len(MISTAKES) >= 20
        for mistake in MISTAKES:
            mending = permission(mistake.mended_by).roles
            assert mending <= entry_at(mistake.path).roles, mistake.what.zh

    @pytest.mark.parametrize("role", [Role.CENTRE_STAFF, Role.STATION_STAFF, Role.ROOM_STAFF])
    def test_of_every_kind_is_told_to_a_clerk(self, role: Role) -> None:
        assert [kind.code for kind in KINDS if not ways_back_of(role, kind)] == []
