"""Who may call which route of accounts, grants, schedule, places, network and Party organisations (docs/rules.md)."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.ids import new_id
from tests.given import CENTRE
from tests.registry.conftest import ClientFor
from tests.registry.given import audited

SOME_GRANT = "0190a8f0-0000-7000-8000-000000000001"  # the same in every process that collects these tests
ADMINISTRATION = {Role.SYSTEM_ADMINISTRATOR}
ACCOUNTS_READ = {Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR}
ORGANISERS = {Role.CENTRE_STAFF, Role.STATION_STAFF}
PEOPLE = set(Role) - {Role.SUBSCRIBER}
OVERSEERS = {Role.BUREAU_LEADER, Role.CENTRE_STAFF, Role.STATION_STAFF, Role.AUDITOR}

ROUTES: dict[tuple[str, str], set[Role]] = {
    ("POST", "/accounts"): ADMINISTRATION,
    ("GET", "/accounts"): ACCOUNTS_READ,
    ("POST", "/accounts/me/password"): set(Role),
    ("GET", "/accounts/me/grants"): set(Role),
    ("GET", "/schedule"): ADMINISTRATION,
    ("POST", "/schedule/clock-confirmation"): ADMINISTRATION,
    ("POST", "/grants"): ADMINISTRATION,
    ("GET", "/grants"): ACCOUNTS_READ,
    ("POST", f"/grants/{SOME_GRANT}/revocation"): ADMINISTRATION,
    ("POST", "/divisions/import"): ADMINISTRATION | {Role.CENTRE_STAFF},
    ("GET", "/divisions"): PEOPLE,
    ("POST", "/org-units"): ORGANISERS,
    ("GET", "/org-units"): PEOPLE,
    ("GET", "/org-units/411329104"): PEOPLE,
    ("POST", "/org-units/411329104/name"): ORGANISERS,
    ("POST", "/org-units/411329104/closure"): ORGANISERS,
    ("POST", "/party-organisations"): ORGANISERS,
    ("GET", "/party-organisations"): PEOPLE,
    ("GET", "/network/consistency"): OVERSEERS,
}
# Bodies that are well-formed, so that what is refused is the caller.
BODIES: dict[str, Any] = {
    "/accounts": {"username": "clerk", "password": "a good password", "display_name": "办事员"},
    "/accounts/me/password": {"current_password": "a good password", "new_password": "another good password"},
    "/grants": {"account_id": str(new_id()), "role": "centre-staff", "org_code": "411329", "purpose": "登记"},
    "revocation": {"reason": "调岗"},
    "/org-units": {
        "code": "411329",
        "kind": "centre",
        "host_kind": "county",
        "name": "服务中心",
        "division_code": "411329",
        "established_on": "2019-03-01",
    },
    "name": {"name": "服务站"},
    "closure": {},
    "/party-organisations": {
        "code": "411329104-DZB",
        "kind": "branch",
        "name": "党支部",
        "mirror_of": "411329104",
        "established_on": "2019-03-01",
    },
}


async def call(client: httpx2.AsyncClient, method: str, path: str) -> httpx2.Response:
    if path == "/divisions/import":
        return await client.post(path, content=b"no list", headers={"Content-Type": "text/csv"})
    body = BODIES.get(path, BODIES.get(path.rsplit("/", 1)[1]))
    return await client.request(method, path, json=body if method == "POST" else None)


@pytest.mark.parametrize(("method", "path"), ROUTES)
class TestARoute:
    async def test_answers_401_without_a_token(self, anonymous: httpx2.AsyncClient, method: str, path: str) -> None:
        response = await call(anonymous, method, path)
        assert (response.status_code, response.json()["code"]) == (401, "not-authenticated")

    async def test_answers_403_to_an_account_without_grants(
        self, client_for: ClientFor, method: str, path: str
    ) -> None:
        response = await call(await client_for(), method, path)
        assert (response.status_code, response.json()["code"]) == (403, "not-allowed")

    async def test_answers_403_to_every_role_but_those_it_is_for(
        self, client_for: ClientFor, method: str, path: str
    ) -> None:
        answers = {role: await call(await client_for(role), method, path) for role in Role}
        turned_away = {role for role, answer in answers.items() if answer.status_code in {401, 403}}
        assert turned_away == set(Role) - ROUTES[method, path]

    async def test_answers_no_caller_with_a_failure(self, client_for: ClientFor, method: str, path: str) -> None:
        allowed = sorted(ROUTES[method, path])[0]
        assert (await call(await client_for(allowed), method, path)).status_code < 500


COUNTY_WIDE = [route for route in ROUTES if route[1] in {"/accounts", "/schedule", "/schedule/clock-confirmation"}]


@pytest.mark.parametrize(("method", "path"), COUNTY_WIDE)
class TestWhatBelongsToNoUnit:
    async def test_is_not_for_an_administrator_of_a_part(self, client_for: ClientFor, method: str, path: str) -> None:
        response = await call(await client_for(Role.SYSTEM_ADMINISTRATOR, f"{CENTRE}.TOWN01"), method, path)
        assert (response.status_code, response.json()["code"]) == (403, "out-of-scope")


class TestARefusedCall:
    async def test_leaves_an_audit_row(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        client = await client_for(Role.SYSTEM_ADMINISTRATOR)
        await client.get("/org-units", headers={"Accept-Language": "en"})
        subscriber = await client_for(Role.SUBSCRIBER)
        assert (await subscriber.get("/org-units")).status_code == 403
        assert await audited(registry_engine, "list-org-units") == [("", "not-allowed")]


class TestTheTable:
    def test_names_every_route_of_these_rooms(self, registry_app: FastAPI) -> None:
        public = {"/setup", "/tokens", "/.well-known/jwks.json"}
        operations = {"/healthz", "/readyz", "/version", "/metrics"}
        others = ("/veterans", "/social-roles", "/imports", "/parked")
        mine = {
            (method.upper(), path)
            for path, item in registry_app.openapi()["paths"].items()
            for method in item
            if path not in public | operations and not path.startswith(others)
        }
        shape = {(method, path.replace(":id", "")) for method, path in mine}
        assert len(shape) == len(ROUTES)
