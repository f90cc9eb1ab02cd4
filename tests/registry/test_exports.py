"""Every list of registry is taken away alike."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.party.domain import PartyKind
from services.registry.roles.commands import assume_role
from services.registry.roles.domain import RoleKind
from shared.auth.roles import Role
from tests.registry.conftest import BrowserOf
from tests.registry.given import KEYRING, SINCE, audited, given_account, given_network, given_party, given_work
from tests.registry.persons import ROOM, given_veteran

LISTS = {
    "/registry/persons": ("export-persons", Role.CENTRE_STAFF, "张*", 1),
    "/registry/roles": ("export-social-roles", Role.CENTRE_STAFF, "在任调解员", 1),
    "/registry/network": ("export-org-units", Role.ROOM_STAFF, ROOM, 7),
    "/registry/party": ("export-party-organisations", Role.BUREAU_LEADER, f"{ROOM}-DXZ", 2),
    "/registry/accounts": ("export-accounts", Role.SYSTEM_ADMINISTRATOR, "station-clerk", 1),
}


@pytest.fixture(autouse=True)
async def county(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)
    veteran = await given_veteran(registry_engine)
    work = given_work(registry_engine)
    await assume_role(
        work, veteran, kind=RoleKind.MEDIATOR, org_code=None, assumed_on=SINCE, source="在任调解员", keyring=KEYRING
    )
    await given_party(registry_engine, PartyKind.BRANCH, "411329104")
    await given_party(registry_engine, PartyKind.GROUP, ROOM)
    await given_account(registry_engine)


@pytest.mark.parametrize("path", LISTS)
class TestAList:
    async def test_is_taken_away_for_a_purpose_and_recorded(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, path: str
    ) -> None:
        act, role, held, rows = LISTS[path]
        browser = await browser_of(role)
        assert f'href="{path}/export"' in (await browser.get(path)).text
        assert (await browser.get(f"{path}/export")).status_code == 200
        assert (await browser.post(f"{path}/export", data={"purpose": ""})).status_code == 422
        taken = await browser.post(f"{path}/export", data={"purpose": "月度报表"})
        assert taken.status_code == 200
        mark, _, head, *lines = CalamineWorkbook.from_filelike(BytesIO(taken.content)).get_sheet_by_index(0).to_python()
        assert "月度报表" in str(mark[0])
        assert all(head)
        assert len(lines) == rows
        assert any(held in line for line in lines)
        assert await audited(registry_engine, act) == [(f"rows {rows}", "done")]

    async def test_is_closed_to_who_may_not(self, browser_of: BrowserOf, path: str) -> None:
        browser = await browser_of(Role.MERCHANT_CLERK)
        assert (await browser.post(f"{path}/export", data={"purpose": "月度报表"})).status_code == 403
