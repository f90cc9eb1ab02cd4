"""Accounts of veterans for their own affairs, opened at a station."""

from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.ids import new_id
from tests.registry.conftest import ClientFor
from tests.registry.given import PASSWORD, audited, given_account, given_network, published
from tests.registry.grants.given import given_holder
from tests.registry.persons import given_veteran

STATION, OTHER_STATION = "411329.411329104", "411329.411329105"


@pytest.fixture
async def veteran_id(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine)


async def activated(anonymous: httpx2.AsyncClient, slip: dict[str, Any]) -> int:
    chosen = {"username": slip["username"], "secret": slip["secret"], "password": PASSWORD}
    return (await anonymous.post("/activation", json=chosen)).status_code


class TestASelfAccount:
    async def test_lets_its_holder_sign_in_once_he_has_his_slip(
        self, client_for: ClientFor, anonymous: httpx2.AsyncClient, registry_engine: AsyncEngine, veteran_id: UUID
    ) -> None:
        clerk = await client_for(Role.STATION_STAFF, STATION)
        opened = await clerk.post(f"/veterans/{veteran_id}/account")
        assert (opened.status_code, opened.headers["Cache-Control"]) == (201, "no-store"), opened.text
        slip = opened.json()
        assert await activated(anonymous, slip) == 204
        signed_in = await anonymous.post("/tokens", json={"username": slip["username"], "password": PASSWORD})
        assert (signed_in.status_code, signed_in.json()["scope"]) == (200, "full")
        told = (await published(registry_engine, "grant-given"))[-1][2]
        assert (told["account_id"], told["role"], told["ground"]) == (slip["account_id"], "veteran", "own-affairs")
        assert await audited(registry_engine, "open-self-account") == [(f"veteran {veteran_id}", "done")]

    async def test_is_opened_once_and_its_slip_issued_again(
        self, client_for: ClientFor, anonymous: httpx2.AsyncClient, veteran_id: UUID
    ) -> None:
        clerk = await client_for(Role.STATION_STAFF, STATION)
        first = (await clerk.post(f"/veterans/{veteran_id}/account")).json()
        again = await clerk.post(f"/veterans/{veteran_id}/account")
        assert (again.status_code, again.json()["code"]) == (409, "self-account-exists")
        second = (await clerk.post(f"/veterans/{veteran_id}/account/activation")).json()
        assert second["username"] == first["username"]
        assert [await activated(anonymous, slip) for slip in (first, second)] == [401, 204]

    async def test_has_no_slip_before_it_is_opened(self, client_for: ClientFor, veteran_id: UUID) -> None:
        clerk = await client_for(Role.STATION_STAFF, STATION)
        refused = await clerk.post(f"/veterans/{veteran_id}/account/activation")
        assert (refused.status_code, refused.json()["code"]) == (404, "account-not-found")

    @pytest.mark.parametrize("path", ["account", "account/activation"])
    async def test_is_for_the_station_that_may_see_the_person(
        self, client_for: ClientFor, veteran_id: UUID, path: str
    ) -> None:
        elsewhere = await client_for(Role.STATION_STAFF, OTHER_STATION)
        assert (await elsewhere.post(f"/veterans/{veteran_id}/{path}")).status_code in {403, 404}
        room = await client_for(Role.ROOM_STAFF, STATION)
        assert (await room.post(f"/veterans/{veteran_id}/{path}")).status_code == 403
        clerk = await client_for(Role.STATION_STAFF, STATION)
        assert (await clerk.post(f"/veterans/{new_id()}/{path}")).status_code == 404

    async def test_shows_its_slips_in_the_persons_history(
        self, client_for: ClientFor, anonymous: httpx2.AsyncClient, veteran_id: UUID
    ) -> None:
        clerk = await client_for(Role.STATION_STAFF, STATION)
        slip = (await clerk.post(f"/veterans/{veteran_id}/account")).json()
        slip = (await clerk.post(f"/veterans/{veteran_id}/account/activation")).json()
        assert await activated(anonymous, slip) == 204
        signed_in = await anonymous.post("/tokens", json={"username": slip["username"], "password": PASSWORD})
        own = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
        seen = (await anonymous.get("/accounts/me/accesses", headers=own)).json()["items"]
        assert [each["action"] for each in seen][:2] == ["reissue-self-activation", "open-self-account"]


class TestWhoseAccountItIs:
    async def test_is_told_to_whom_it_belongs(
        self, client_for: ClientFor, anonymous: httpx2.AsyncClient, veteran_id: UUID
    ) -> None:
        clerk = await client_for(Role.STATION_STAFF, STATION)
        slip = (await clerk.post(f"/veterans/{veteran_id}/account")).json()
        assert await activated(anonymous, slip) == 204
        signed_in = await anonymous.post("/tokens", json={"username": slip["username"], "password": PASSWORD})
        own = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
        told = (await anonymous.get("/accounts/me/person", headers=own)).json()
        assert told == {"person_id": str(veteran_id), "surname": "张**"}

    async def test_is_nobodys_of_staff(self, client_for: ClientFor) -> None:
        clerk = await client_for(Role.STATION_STAFF, STATION)
        assert (await clerk.get("/accounts/me/person")).status_code == 403
        nobody: dict[str, Any] = {"person_id": None, "other_files": [], "stood_in_for": []}
        assert (await clerk.get("/accounts/me/parties")).json() == nobody

    async def test_is_not_known_of_an_account_without_a_file(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        somebody = await client_for(Role.VETERAN, STATION, account_id=await given_account(registry_engine))
        answer = await somebody.get("/accounts/me/person")
        assert (answer.status_code, answer.json()["code"]) == (404, "own-file-not-found")


class TestAStationThatUsedTheSlipItself:
    async def test_holds_nothing_but_the_persons_own_affairs_ever(
        self, client_for: ClientFor, registry_engine: AsyncEngine, veteran_id: UUID
    ) -> None:
        clerk = await client_for(Role.STATION_STAFF, STATION)
        slip = (await clerk.post(f"/veterans/{veteran_id}/account")).json()
        asked = {"account_id": slip["account_id"], "org_code": "411329", "purpose": "岗位职责"}
        security = await client_for(Role.SECURITY_ADMINISTRATOR, account_id=await given_holder(registry_engine))
        for role in Role:
            refused = await security.post("/grants", json={**asked, "role": role})
            told = [(fault["field"], fault["code"]) for fault in refused.json().get("fields", [])]
            assert (("role", "own-affairs-alone") in told) == (role is not Role.VETERAN), (role, refused.text)
        denial = {"account_id": slip["account_id"], "org_code": "411329", "reason": "核查中"}
        assert (await security.post("/denials", json=denial)).status_code == 201
