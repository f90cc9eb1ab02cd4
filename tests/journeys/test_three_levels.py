"""Whom a room hands in is counted once the station and the centre have agreed, and not before (T1, R1)."""

import pytest

from deploy.demo.accounts import LEADER, SECURITY, give_grant, open_account
from deploy.demo.client import Client
from tests.journeys.conftest import County, signed_in
from tests.journeys.test_one_veteran import ROOM, figure, until, zhang_wei

pytestmark = pytest.mark.journey

PASSWORD = "a-long-enough-passphrase"
NUMBER = "999329590226005"
STAFF = {"chain-room": ("room-staff", ROOM), "chain-station": ("station-staff", ROOM[:9])}


class TestThreeLevels:
    async def test_register_somebody_together(self, county: County, administrator: Client, clerk: Client) -> None:
        async with signed_in(county.target, SECURITY) as security, signed_in(county.target, LEADER) as leader:
            for name, (role, unit) in STAFF.items():
                account_id = await open_account(
                    administrator, security, {"username": name, "display_name": name}, PASSWORD
                )
                grant = {"account_id": account_id, "role": role, "org_code": unit, "purpose": "journey"}
                await give_grant(security, leader, grant)
        before = await figure(clerk, "F01")
        async with (
            signed_in(county.target, "chain-room", PASSWORD) as room,
            signed_in(county.target, "chain-station", PASSWORD) as station,
        ):
            handed = await room.post("registry", "/veterans", zhang_wei(NUMBER))
            assert handed["state"] == "submitted"
            again = await clerk.http.post(
                clerk.addresses.apis["registry"] + "/veterans", json=zhang_wei(NUMBER), headers=clerk.bearer
            )
            assert (again.status_code, again.json()["code"]) == (409, "already-registered")
            opinions = f"/registrations/{handed['veteran_id']}/opinions"
            agreed = await station.post("registry", opinions, {"outcome": "agree", "version": 1})
            assert agreed["state"] == "station-verified"
            assert await figure(clerk, "F01") == before
            registered = await clerk.post("registry", opinions, {"outcome": "agree", "version": 2})
            assert registered["state"] == "registered"

        async def is_counted() -> bool:
            return await figure(clerk, "F01") == before + 1

        assert await until(is_counted)
