"""Grants by HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import clock
from shared.auth.roles import Role
from shared.ids import new_id
from tests.given import given_grant
from tests.registry.conftest import ClientFor
from tests.registry.given import given_account, given_network

REASON = {"reason": "调岗"}


def tomorrow() -> str:
    """An hour less than a day from now."""
    return (clock.now() + timedelta(hours=23)).isoformat()


async def given_people(client_for: ClientFor, engine: AsyncEngine) -> tuple[httpx2.AsyncClient, httpx2.AsyncClient]:
    """A security administrator and a leader."""
    proposer = await given_account(engine, "security")
    confirmer = await given_account(engine, "leader")
    return (
        await client_for(Role.SECURITY_ADMINISTRATOR, account_id=proposer),
        await client_for(Role.BUREAU_LEADER, account_id=confirmer),
    )


def form(account_id: UUID, **changes: Any) -> dict[str, Any]:
    asked = {"account_id": str(account_id), "role": "centre-staff", "org_code": "411329", "purpose": "登记业务"}
    return asked | changes


class TestAGrant:
    async def test_admits_from_the_request_after_its_confirmation_until_it_is_revoked(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        account_id = await given_account(registry_engine)
        security, leader = await given_people(client_for, registry_engine)
        clerk = await client_for(account_id=account_id)
        asked = form(account_id, role="station-staff", org_code="411329104")
        proposed = await security.post("/grants", json=asked)
        assert proposed.status_code == 201, proposed.text
        grant = f"/grants/{proposed.json()['grant_id']}"
        assert (await clerk.get("/org-units")).status_code == 403
        assert (await leader.post(f"{grant}/confirmation")).status_code == 204
        units = await clerk.get("/org-units")
        assert [unit["code"] for unit in units.json()["items"]] == ["411329104", "411329104210"]
        assert (await security.post(f"{grant}/revocation", json=REASON)).status_code == 204
        assert (await clerk.get("/org-units")).status_code == 403
        assert (await security.post(f"{grant}/revocation", json=REASON)).status_code == 409

    async def test_is_not_the_system_administrators_to_give(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        """He opened accounts, granted to them and read veterans by them, within 0.21 s."""
        administrator = await client_for(Role.SYSTEM_ADMINISTRATOR)
        account = {"username": "puppet", "display_name": "傀儡"}
        puppet = (await administrator.post("/accounts", json=account)).json()["account_id"]
        refused = await administrator.post("/grants", json=form(puppet))
        assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")

    async def test_is_refused_to_who_proposes_it(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        security = await client_for(Role.SECURITY_ADMINISTRATOR, account_id=account_id)
        refused = await security.post("/grants", json=form(account_id), headers={"Accept-Language": "en"})
        assert refused.status_code == 403
        assert (refused.json()["code"], refused.json()["detail"]) == (
            "grant-to-oneself",
            "Nobody proposes or confirms a grant for himself.",
        )

    async def test_names_the_rule_it_breaks(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        account_id = await given_account(registry_engine)
        security, _ = await given_people(client_for, registry_engine)
        refused = await security.post("/grants", json=form(account_id, role="subscriber", purpose="市局统计"))
        assert (refused.status_code, refused.json()["code"]) == (422, "grant-invalid")
        assert [fault["code"] for fault in refused.json()["fields"]] == ["machine-grant-ends"]

    @pytest.mark.parametrize("instant", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
    async def test_takes_no_instant_outside_the_calendar(
        self, client_for: ClientFor, registry_engine: AsyncEngine, instant: str
    ) -> None:
        account_id = await given_account(registry_engine)
        security, _ = await given_people(client_for, registry_engine)
        refused = await security.post("/grants", json=form(account_id, valid_from=instant))
        assert refused.status_code == 422
        assert [(fault["field"], fault["code"]) for fault in refused.json()["fields"]] == [
            ("valid_from", "out-of-range")
        ]

    async def test_takes_no_unknown_role_no_naive_instant_and_no_number_of_a_person(
        self, client_for: ClientFor
    ) -> None:
        security = await client_for(Role.SECURITY_ADMINISTRATOR)
        asked = form(new_id(), role="denied", purpose="身份证 999329195902260012", valid_until="2030-01-01T00:00:00")
        refused = await security.post("/grants", json=asked)
        assert refused.status_code == 422
        assert [fault["field"] for fault in refused.json()["fields"]] == ["role", "purpose", "valid_until"]
        assert "999329195902260012" not in refused.text


class TestADeputy:
    async def test_acts_in_a_lent_role_once_it_is_confirmed(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        own, deputy = await given_account(registry_engine, "own"), await given_account(registry_engine, "deputy")
        clerk = await client_for(Role.CENTRE_STAFF, account_id=own)
        security, _ = await given_people(client_for, registry_engine)
        asked = form(deputy, purpose="休假", valid_until=tomorrow())
        too_long = {**asked, "valid_until": "2090-01-01T00:00:00Z"}
        refused = await clerk.post("/grants/delegations", json=too_long)
        assert [fault["code"] for fault in refused.json()["fields"]] == ["ends-in-time"]
        lent = (await clerk.post("/grants/delegations", json=asked)).json()["grant_id"]
        assert (await security.post(f"/grants/{lent}/confirmation")).status_code == 204
        [grant] = (await (await client_for(account_id=deputy)).get("/accounts/me/grants")).json()
        assert (grant["role"], grant["on_behalf_of"]) == ("centre-staff", str(own))
        [before] = (await clerk.get("/accounts/me/proposals")).json()["items"]
        assert (await security.post(f"/grants/{lent}/revocation", json=REASON)).status_code == 204
        [after] = (await clerk.get("/accounts/me/proposals")).json()["items"]
        assert [(each["outcome"], bool(each["revoked_at"])) for each in (before, after)] == [
            ("confirmed", False), ("confirmed", True),
        ]  # fmt: skip

    async def test_sees_what_he_proposed_and_takes_it_back(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        security, _ = await given_people(client_for, registry_engine)
        grant_id = (await security.post("/grants", json=form(account_id))).json()["grant_id"]
        [mine] = (await security.get("/accounts/me/proposals")).json()["items"]
        assert (mine["grant_id"], mine["outcome"]) == (grant_id, None)
        assert (await security.post(f"/grants/{grant_id}/withdrawal", json=REASON)).status_code == 204
        [mine] = (await security.get("/accounts/me/proposals")).json()["items"]
        assert (mine["outcome"], mine["reason"]) == ("withdrawn", "调岗")


class TestADenial:
    async def test_shuts_out_at_once_and_is_lifted_by_a_leader_alone(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        account_id = await given_account(registry_engine)
        security, leader = await given_people(client_for, registry_engine)
        clerk = await client_for(Role.CENTRE_STAFF, account_id=account_id)
        denied = {"account_id": str(account_id), "org_code": "411329104", "reason": "亲属回避"}
        denial = (await security.post("/denials", json=denied)).json()["grant_id"]
        listed = {unit["code"] for unit in (await clerk.get("/org-units")).json()["items"]}
        assert listed == {"411329", "411329105", "411329105200", "411329U01", "411329U01R01"}
        assert (await clerk.get("/org-units/411329104210")).status_code == 403
        own = (await clerk.get("/accounts/me/grants")).json()
        assert {(each["role"], each["org_path"]) for each in own} == {
            ("centre-staff", "411329"),
            ("denied", "411329.411329104"),
        }
        assert (await security.post(f"/denials/{denial}/lifting", json=REASON)).status_code == 403
        assert (await leader.post(f"/denials/{denial}/lifting", json=REASON)).status_code == 204
        assert len((await clerk.get("/org-units")).json()["items"]) == 7


class TestTheLists:
    async def test_show_grants_of_one_account_in_force_or_not(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        security, leader = await given_people(client_for, registry_engine)
        ids = []
        for role in ("centre-staff", "mediator"):
            ids.append((await security.post("/grants", json=form(account_id, role=role))).json()["grant_id"])
            await leader.post(f"/grants/{ids[-1]}/confirmation")
        await security.post(f"/grants/{ids[0]}/revocation", json=REASON)
        auditor = await client_for(Role.AUDITOR)
        for asked, expected in (("", ids[::-1]), ("&in_force=true", ids[1:]), ("&in_force=false", ids[:1])):
            listed = (await auditor.get(f"/grants?account_id={account_id}{asked}")).json()
            assert [grant["grant_id"] for grant in listed["items"]] == expected
        first = listed["items"][0]
        assert (first["username"], first["ground"]) == ("station-clerk", "appointment")
        assert first["proposed_by"] != first["confirmed_by"]

    async def test_show_proposals_that_are_open_or_of_one_ground(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        account_id = await given_account(registry_engine)
        security, leader = await given_people(client_for, registry_engine)
        clerk = await client_for(Role.STATION_STAFF, account_id=await given_account(registry_engine, "urgent"))
        grant_id = (await security.post("/grants", json=form(account_id))).json()["grant_id"]
        urgent = {"role": "centre-staff", "org_code": "411329", "purpose": "突发", "valid_until": tomorrow()}
        emergency = (await clerk.post("/grants/emergencies", json=urgent)).json()["grant_id"]
        auditor = await client_for(Role.AUDITOR)
        for query, expected in (
            ({}, [emergency, grant_id]),
            ({"open": "true"}, [emergency, grant_id]),
            ({"open": "false"}, []),
            ({"ground": "emergency"}, [emergency]),
        ):
            listed = (await auditor.get("/grants/proposals", params=query)).json()["items"]
            assert [each["grant_id"] for each in listed] == expected, query
        await leader.post(f"/grants/{grant_id}/refusal", json=REASON)
        [decided] = (await auditor.get("/grants/proposals", params={"open": "false"})).json()["items"]
        assert (decided["outcome"], decided["reason"]) == ("refused", "调岗")

    async def test_are_paged_and_restricted_to_the_readers_scope(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        county = await client_for(Role.AUDITOR)
        await client_for(Role.CENTRE_STAFF)
        station = await client_for(Role.AUDITOR, "411329.411329104")
        first = (await county.get("/grants", params={"limit": 2})).json()
        rest = (await county.get("/grants", params={"limit": 2, "cursor": first["next"]})).json()
        assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
        assert [grant["path"] for grant in (await station.get("/grants")).json()["items"]] == ["411329.411329104"]
        await given_grant(registry_engine, new_id(), Role.MEDIATOR, "411329.411329105")
        assert len((await station.get("/grants")).json()["items"]) == 1
