"""Names for the pages of the other services."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.accounts.commands import disable_account
from shared.auth.roles import Role
from shared.ids import new_id
from tests.given import given_grant
from tests.registry.conftest import BrowserOf
from tests.registry.given import CENTRE_CODE, given_account, given_network, given_work
from tests.registry.persons import OTHER_ROOM, ROOM_PATH, given_number, given_veteran

SHI_AN = "411329.411329104"


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestNames:
    async def test_are_masked_and_of_those_in_scope_only(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        own = await given_veteran(registry_engine, name="张三明")
        other = await given_veteran(
            registry_engine, id_number=given_number(7), domicile_code=OTHER_ROOM, org_code=OTHER_ROOM, name="李四光"
        )
        browser = await browser_of(Role.STATION_STAFF, SHI_AN)
        told = await browser.post("/registry/names", data={"person_ids": [str(own), str(other), str(new_id())]})
        assert told.status_code == 200
        assert f"innerHTML:[data-person='{own}']" in told.text.replace("&#39;", "'")
        assert "张*明" in told.text
        assert "张三明" not in told.text
        assert str(other) not in told.text

    async def test_of_accounts_are_for_who_may_see_accounts(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        account = await given_account(registry_engine, "station-clerk")
        asked = {"account_ids": [str(account), str(new_id())]}
        told = await (await browser_of(Role.AUDITOR)).post("/registry/names/accounts", data=asked)
        assert f"innerHTML:[data-account='{account}']" in told.text.replace("&#39;", "'")
        assert ">station-clerk<" in told.text
        refused = await (await browser_of(Role.CENTRE_STAFF)).post("/registry/names/accounts", data=asked)
        assert refused.status_code == 403

    async def test_of_colleagues_are_of_who_works_in_above_or_below_the_readers_units(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        posts = {
            "county": (Role.CENTRE_STAFF, CENTRE_CODE),
            "room": (Role.ROOM_STAFF, ROOM_PATH),
            "elsewhere": (Role.STATION_STAFF, "411329.411329105"),
            "veteran": (Role.VETERAN, ROOM_PATH),
        }
        accounts = {name: await given_account(registry_engine, name) for name in posts}
        for name, (role, path) in posts.items():
            await given_grant(registry_engine, accounts[name], role, path)
        browser = await browser_of(Role.STATION_STAFF, SHI_AN)
        asked = {"account_ids": [str(each) for each in accounts.values()]}
        told = await browser.post("/registry/names/colleagues", data=asked)
        assert {name for name, account in accounts.items() if str(account) in told.text} == {"county", "room"}

    async def test_of_shops_clerks_are_for_who_says_whose_clerk_an_account_is(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        clerk = await given_account(registry_engine, "school-clerk")
        await given_grant(registry_engine, clerk, Role.MERCHANT_CLERK, CENTRE_CODE)
        told = {}
        for role in (Role.CENTRE_STAFF, Role.BUREAU_LEADER):
            browser = await browser_of(role)
            told[role] = (await browser.post("/registry/names/colleagues", data={"account_ids": [str(clerk)]})).text
        assert str(clerk) in told[Role.CENTRE_STAFF]
        assert str(clerk) not in told[Role.BUREAU_LEADER]

    async def test_of_accounts_say_which_is_disabled(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        """Other services know grants alone, and offer an inspector who has one."""
        gone, stays = [await given_account(registry_engine, name) for name in ("gone", "stays")]
        for account in (gone, stays):
            await given_grant(registry_engine, account, Role.ROOM_STAFF, ROOM_PATH)
        await disable_account(given_work(registry_engine), gone, reason="调离")
        asked = {"account_ids": [str(gone), str(stays)]}
        for role, where in ((Role.AUDITOR, "accounts"), (Role.STATION_STAFF, "colleagues")):
            told = await (await browser_of(role, CENTRE_CODE)).post(f"/registry/names/{where}", data=asked)
            marked = [line.count("已停用") for line in told.text.splitlines() if "data-account" in line]
            assert sorted(marked) == [0, 1]

    @pytest.mark.parametrize("person_ids", [[], ["nobody"], [str(new_id()) for _ in range(201)]])
    async def test_are_asked_for_by_one_to_two_hundred_ids(self, browser_of: BrowserOf, person_ids: list[str]) -> None:
        refused = await (await browser_of(Role.CENTRE_STAFF)).post("/registry/names", data={"person_ids": person_ids})
        assert refused.status_code == 422

    async def test_are_not_for_who_may_read_no_file(self, browser_of: BrowserOf) -> None:
        browser = await browser_of(Role.SYSTEM_ADMINISTRATOR)
        assert (await browser.post("/registry/names", data={"person_ids": [str(new_id())]})).status_code == 403
