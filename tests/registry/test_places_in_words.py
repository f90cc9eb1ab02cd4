"""Units and divisions are shown by their names: a code tells a reader nothing."""

import re

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.party.domain import PartyKind
from shared.auth.roles import Role
from tests.registry.conftest import BrowserOf
from tests.registry.given import given_account, given_network, given_party
from tests.registry.persons import ROOM, given_veteran

TERM = {"kind": "mediator", "assumed_on": "2019-04-01", "source": "县局任命文件", "idempotency_key": "once"}
STATION = "411329104"
SCOPE = f"411329.{STATION}"
ROOM_NAME, STATION_NAME = f"{ROOM}服务机构", f"{STATION}服务机构"


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


def words_of(html: str) -> str:
    """What a reader sees."""
    return re.sub(r"<[^>]+>", " ", html)


class TestAUnit:
    @pytest.mark.parametrize("page", ["/registry/persons", "/registry/roles"])
    async def test_is_named_in_a_list(self, browser_of: BrowserOf, registry_engine: AsyncEngine, page: str) -> None:
        veteran = await given_veteran(registry_engine)
        clerk = await browser_of(Role.CENTRE_STAFF)
        await clerk.post(f"/registry/persons/{veteran}/roles/new", data=TERM)
        shown = words_of((await clerk.get(page)).text)
        assert ROOM_NAME in shown
        assert not re.search(rf"\b{ROOM}\b", shown)

    async def test_is_named_in_a_file_as_its_division_is(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        veteran = await given_veteran(registry_engine)
        shown = words_of((await (await browser_of(Role.CENTRE_STAFF)).get(f"/registry/persons/{veteran}")).text)
        assert ROOM_NAME in shown
        assert re.search(r"户籍地\s+东杨营村", shown)

    async def test_is_named_where_a_term_is_ended(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        veteran = await given_veteran(registry_engine)
        clerk = await browser_of(Role.CENTRE_STAFF)
        await clerk.post(f"/registry/persons/{veteran}/roles/new", data=TERM)
        [end] = re.findall(r"/registry/roles/[0-9a-f-]{36}/end", (await clerk.get("/registry/roles")).text)
        assert f"计入 {ROOM_NAME}" in (await clerk.get(end)).text

    async def test_is_named_beside_its_branch(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        for kind, code in ((PartyKind.BRANCH, STATION), (PartyKind.GROUP, ROOM)):
            await given_party(registry_engine, kind, code)
        shown = words_of((await (await browser_of(Role.CENTRE_STAFF)).get("/registry/party")).text)
        assert STATION_NAME in shown
        assert shown.count(f"{STATION}-DZB") == 1  # its own code; the group has the name of its branch

    async def test_is_named_in_ones_own_grants_and_in_those_of_all(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        leader = await browser_of(Role.BUREAU_LEADER, SCOPE, account_id=await given_account(registry_engine))
        for page in ("/registry/grants", "/me"):
            shown = words_of((await leader.get(page)).text)
            assert STATION_NAME in shown
            assert not re.search(rf"\b{STATION}\b", shown)


class TestTheUnitAbove:
    async def test_is_a_link_for_whom_it_opens(self, browser_of: BrowserOf) -> None:
        link = f'href="/registry/network/{STATION}"'
        assert link in (await (await browser_of(Role.STATION_STAFF, SCOPE)).get(f"/registry/network/{ROOM}")).text
        room = await (await browser_of(Role.ROOM_STAFF, f"{SCOPE}.{ROOM}")).get(f"/registry/network/{ROOM}")
        assert link not in room.text
        assert STATION_NAME in room.text
