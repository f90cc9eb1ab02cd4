"""Subscribers over HTTP."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from shared import clock
from shared.auth.roles import Role
from tests.registry.conftest import ClientFor
from tests.registry.subscribers.given import NAME

FORM: dict[str, Any] = {
    "subscriber": NAME,
    "types": ["org-unit-closed"],
    "until_on": (clock.local_date(clock.now()) + timedelta(days=300)).isoformat(),
    "purpose": "核对机构",
    "legal_basis": "民政函3号",
}


async def proposed(security: httpx2.AsyncClient) -> str:
    answer = await security.post("/subscription-proposals", json=FORM)
    assert answer.status_code == 201, answer.text
    return f"/subscription-proposals/{answer.json()['proposal_id']}"


class TestASubscription:
    async def test_passes_through_two_hands_and_says_all_that_is_read(self, client_for: ClientFor) -> None:
        security, leader = await client_for(Role.SECURITY_ADMINISTRATOR), await client_for(Role.BUREAU_LEADER)
        at = await proposed(security)
        [waiting] = (await leader.get("/subscription-proposals?is_open=true&mine=true")).json()["items"]
        assert waiting["topics"] == ["registry.org-units"]
        assert {"org-unit-established", "org-unit-renamed"} <= set(waiting["besides"])
        assert waiting["pii"] == "P0"
        assert (await security.post(f"{at}/confirmation")).status_code == 403
        assert (await leader.post(f"{at}/confirmation")).status_code == 204
        assert (await leader.get("/subscription-proposals?is_open=true")).json()["items"] == []
        [held] = (await leader.get("/subscribers")).json()["items"]
        assert (held["subscriber"], held["revoked_at"], held["password_at"]) == (NAME, None, None)
        assert held["legal_basis"] == FORM["legal_basis"]

    async def test_is_refused_and_withdrawn(self, client_for: ClientFor) -> None:
        security, leader = await client_for(Role.SECURITY_ADMINISTRATOR), await client_for(Role.BUREAU_LEADER)
        refused = await proposed(security)
        assert (await leader.post(f"{refused}/refusal", json={"reason": "没有依据"})).status_code == 204
        withdrawn = await proposed(security)
        assert (await security.post(f"{withdrawn}/withdrawal", json={"reason": "写错"})).status_code == 204
        decided = (await security.get("/subscription-proposals?is_open=false")).json()["items"]
        assert [(each["outcome"], each["note"]) for each in decided] == [("withdrawn", "写错"), ("refused", "没有依据")]
        assert (await security.get("/subscribers")).json()["items"] == []

    async def test_gets_a_password_on_record_and_is_revoked(self, client_for: ClientFor) -> None:
        security, leader = await client_for(Role.SECURITY_ADMINISTRATOR), await client_for(Role.BUREAU_LEADER)
        keeper = await client_for(Role.SYSTEM_ADMINISTRATOR)
        at = f"/subscribers/{NAME}"
        assert (await keeper.post(f"{at}/password")).json()["code"] == "subscriber-not-found"
        await leader.post(f"{await proposed(security)}/confirmation")
        assert (await security.post(f"{at}/password")).status_code == 403
        assert (await keeper.post(f"{at}/password")).status_code == 204
        assert (await keeper.get(at)).json()["password_at"] is not None
        assert (await keeper.post(f"{at}/revocation", json={"reason": "不再需要"})).status_code == 403
        assert (await security.post(f"{at}/revocation", json={"reason": "不再需要"})).status_code == 204
        assert (await keeper.post(f"{at}/password")).json()["code"] == "subscriber-is-over"

    async def test_is_known_by_its_name_without_what_stands_around_it(self, client_for: ClientFor) -> None:
        security, leader = await client_for(Role.SECURITY_ADMINISTRATOR), await client_for(Role.BUREAU_LEADER)
        answer = await security.post("/subscription-proposals", json={**FORM, "subscriber": f" {NAME}\n"})
        await leader.post(f"/subscription-proposals/{answer.json()['proposal_id']}/confirmation")
        assert (await leader.get(f"/subscribers/{NAME}")).status_code == 200

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("subscriber", "A"),
            ("subscriber", "land-"),
            ("types", []),
            ("until_on", "2010-01-01"),
            ("purpose", ""),
            ("legal_basis", "110101199003070000"),
        ],
    )
    async def test_is_refused_by_field(self, client_for: ClientFor, field: str, value: Any) -> None:
        security = await client_for(Role.SECURITY_ADMINISTRATOR)
        refused = await security.post("/subscription-proposals", json={**FORM, field: value})
        assert (refused.status_code, [each["field"] for each in refused.json()["fields"]]) == (422, [field])

    @pytest.mark.parametrize("role", [Role.CENTRE_STAFF, Role.STATION_STAFF, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR])
    async def test_is_proposed_by_nobody_else(self, client_for: ClientFor, role: Role) -> None:
        assert (await (await client_for(role)).post("/subscription-proposals", json=FORM)).status_code == 403
