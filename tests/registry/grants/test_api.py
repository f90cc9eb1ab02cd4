"""Grants by HTTP."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from shared.ids import new_id
from tests.registry.conftest import ClientFor
from tests.registry.given import given_account, given_network


class TestAGrant:
    async def test_admits_from_the_next_request_on_until_it_is_revoked(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        account_id = await given_account(registry_engine)
        administrator = await client_for(Role.SYSTEM_ADMINISTRATOR)
        clerk = await client_for(account_id=account_id)
        assert (await clerk.get("/org-units")).status_code == 403
        form = {"account_id": str(account_id), "role": "station-staff", "org_code": "411329104", "purpose": "登记业务"}
        given = await administrator.post("/grants", json=form)
        assert given.status_code == 201
        units = await clerk.get("/org-units")
        assert [unit["code"] for unit in units.json()["items"]] == ["411329104", "411329104210"]
        revocation = f"/grants/{given.json()['grant_id']}/revocation"
        assert (await administrator.post(revocation, json={"reason": "调岗"})).status_code == 204
        assert (await clerk.get("/org-units")).status_code == 403
        assert (await administrator.post(revocation, json={"reason": "调岗"})).status_code == 409

    async def test_is_refused_to_the_administrator_himself(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        administrator = await client_for(Role.SYSTEM_ADMINISTRATOR, account_id=account_id)
        form = {"account_id": str(account_id), "role": "centre-staff", "org_code": "411329", "purpose": "登记业务"}
        refused = await administrator.post("/grants", json=form, headers={"Accept-Language": "en"})
        assert refused.status_code == 403
        assert (refused.json()["code"], refused.json()["detail"]) == (
            "grant-to-oneself",
            "Nobody can grant to himself.",
        )

    async def test_names_the_rule_it_breaks(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        administrator = await client_for(Role.SYSTEM_ADMINISTRATOR)
        form = {"account_id": str(account_id), "role": "subscriber", "org_code": "411329", "purpose": "市局统计"}
        refused = await administrator.post("/grants", json=form)
        assert (refused.status_code, refused.json()["code"]) == (422, "grant-invalid")
        assert [fault["code"] for fault in refused.json()["fields"]] == ["machine-grant-ends"]

    @pytest.mark.parametrize("instant", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
    async def test_takes_no_instant_outside_the_calendar(
        self, client_for: ClientFor, registry_engine: AsyncEngine, instant: str
    ) -> None:
        await given_network(registry_engine)
        account_id = await given_account(registry_engine)
        client = await client_for(Role.SYSTEM_ADMINISTRATOR)
        form = {"account_id": str(account_id), "role": "auditor", "org_code": "411329", "purpose": "审计"}
        refused = await client.post("/grants", json={**form, "valid_from": instant})
        assert refused.status_code == 422
        assert [(fault["field"], fault["code"]) for fault in refused.json()["fields"]] == [
            ("valid_from", "out-of-range")
        ]

    async def test_takes_no_unknown_role_no_naive_instant_and_no_number_of_a_person(
        self, client_for: ClientFor
    ) -> None:
        administrator = await client_for(Role.SYSTEM_ADMINISTRATOR)
        form = {
            "account_id": str(new_id()),
            "role": "emperor",
            "org_code": "411329",
            "purpose": "身份证 999329195902260012",
            "valid_until": "2030-01-01T00:00:00",
        }
        refused = await administrator.post("/grants", json=form)
        assert refused.status_code == 422
        assert [fault["field"] for fault in refused.json()["fields"]] == ["role", "purpose", "valid_until"]
        assert "999329195902260012" not in refused.text


class TestTheListOfGrants:
    async def test_shows_those_of_one_account_in_force_or_not(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        administrator = await client_for(Role.SYSTEM_ADMINISTRATOR)
        ids = []
        for role in ("centre-staff", "mediator"):
            form = {"account_id": str(account_id), "role": role, "org_code": "411329", "purpose": "登记业务"}
            ids.append((await administrator.post("/grants", json=form)).json()["grant_id"])
        await administrator.post(f"/grants/{ids[0]}/revocation", json={"reason": "调岗"})
        auditor = await client_for(Role.AUDITOR)
        for asked, expected in (("", ids), ("&in_force=true", ids[1:]), ("&in_force=false", ids[:1])):
            listed = (await auditor.get(f"/grants?account_id={account_id}{asked}")).json()
            assert [grant["grant_id"] for grant in listed["items"]] == expected

    async def test_is_paged_and_restricted_to_the_readers_scope(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        county = await client_for(Role.AUDITOR)
        await client_for(Role.CENTRE_STAFF)
        station = await client_for(Role.AUDITOR, "411329.411329104")
        first = (await county.get("/grants", params={"limit": 2})).json()
        rest = (await county.get("/grants", params={"limit": 2, "cursor": first["next"]})).json()
        assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
        assert [grant["path"] for grant in (await station.get("/grants")).json()["items"]] == ["411329.411329104"]
