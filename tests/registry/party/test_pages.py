"""Party organisations in a browser."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.party.domain import PartyKind
from shared.auth.roles import Role
from tests.registry.conftest import BrowserOf
from tests.registry.given import given_network, given_party, published

BRANCH = {
    "kind": "branch",
    "mirror_of": "411329104",
    "code": "411329104-DZB",
    "name": "施庵镇退役军人服务站党支部",
    "established_on": "2019-04-01",
    "idempotency_key": "once",
}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestPartyOrganisations:
    async def test_are_shown_within_the_scope_of_who_asks(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        for station in ("411329104", "411329105"):
            await given_party(registry_engine, PartyKind.BRANCH, station)
        shown = (await (await browser_of(Role.STATION_STAFF, "411329.411329104")).get("/registry/party")).text
        assert "411329104-DZB" in shown
        assert "411329105-DZB" not in shown

    async def test_are_compared_with_the_network(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        await given_party(registry_engine, PartyKind.BRANCH, "411329104")
        shown = (await (await browser_of(Role.BUREAU_LEADER)).get("/registry/party/check")).text
        assert "不一致" in shown
        assert '/registry/network/411329105"' in shown
        assert '/registry/network/411329104"' not in shown

    async def test_are_compared_by_who_oversees_them(self, browser_of: BrowserOf) -> None:
        room = await browser_of(Role.ROOM_STAFF, "411329.411329104.411329104210")
        assert (await room.get("/registry/party/check")).status_code == 403
        assert "/registry/party/check" not in (await room.get("/registry/party")).text

    async def test_are_established_once_however_often_the_form_is_sent(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine
    ) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        for _ in range(2):
            done = await clerk.post("/registry/party/new", data=BRANCH)
            assert (done.status_code, done.headers["location"]) == (303, "/registry/party?unit=411329104")
        assert len(await published(registry_engine, "party-branch-established")) == 1
        assert BRANCH["name"] in (await clerk.get(done.headers["location"])).text

    async def test_are_refused_with_the_form(self, browser_of: BrowserOf) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        group = {**BRANCH, "kind": "group", "mirror_of": "411329104210", "code": "411329104210-DXZ"}
        refused = await clerk.post("/registry/party/new", data=group)
        assert refused.status_code == 409
        assert "尚无党支部" in refused.text
        wrong = await clerk.post("/registry/party/new", data={**BRANCH, "code": "!"})
        assert wrong.status_code == 422
        assert 'href="#f-code"' in wrong.text
