"""One veteran's way: from the counter of a village room to a figure, a case, a message, and out of sight of others."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from deploy.demo.accounts import LEADER, SECURITY, give_grant, open_account
from deploy.demo.client import Client
from deploy.embedded.stack import kafka_of
from tests.journeys.conftest import County, signed_in
from tests.shared.wire import records_of

pytestmark = pytest.mark.journey

ROOM = "411329104210"  # 东杨营村, the source's Yangying
TODAY_FIGURES = {"as_of": "2019-05-31", "unit": ROOM}  # after the frozen snapshot's day, so that it stays as it is
SECONDS_TO_WAIT = 20


async def until(question: Callable[[], Awaitable[bool]]) -> bool:
    """Whether the answer became yes in time; events take a moment."""
    for _ in range(SECONDS_TO_WAIT * 10):
        if await question():
            return True
        await asyncio.sleep(0.1)
    return False


async def correlations(county: County, topic: str, person_id: str) -> set[str]:
    """The correlation ids of a topic's events about a person, read as any subscriber may."""
    records = await records_of(kafka_of(county.stack.site).broker, topic)
    mine = [record for record in records if person_id.encode() in record.value]
    return {dict(record.headers)["ce_correlationid"].decode() for record in mine}


async def figure(clerk: Client, code: str) -> int:
    """The room's value of a figure."""
    figures = (await clerk.get("reporting", "/figures", **TODAY_FIGURES))["figures"]
    return next(int(row["value"]) for row in figures if row["code"] == code)


def zhang_wei(id_number: str = "999329590226001") -> dict[str, Any]:
    """The acceptance story's veteran, as a clerk types him from an old certificate (of 15 digits)."""
    return {
        "id_number": id_number, "name": "张伟", "sex_code": "1", "political_code": "13",
        "domicile_code": ROOM, "residence_code": ROOM, "org_code": ROOM, "registered_on": "2019-05-06",
        "enlisted_on": "1977-12-20", "discharged_on": "1981-01-10", "synthetic": True,
    }  # fmt: skip


class TestOneVeteran:
    async def test_goes_from_the_counter_to_a_figure_a_case_and_a_message(self, county: County, clerk: Client) -> None:
        before = await figure(clerk, "F01")
        reachable = {**zhang_wei(), "mobile": "19900009999"}
        veteran_id = (await clerk.post("registry", "/veterans", reachable))["veteran_id"]
        assert await until(lambda: self._figure_is(clerk, "F01", before + 1))

        number = {"value": "19900009999", "verification": "in-person"}
        await clerk.post("registry", f"/veterans/{veteran_id}/mobile/verification", number)
        assert await until(lambda: self._has_number(clerk, veteran_id))
        correlation = await self._have_a_dispute_resolved(clerk, veteran_id)
        assert await until(lambda: self._was_told(clerk, veteran_id))
        assert await until(lambda: self._is_told_under(county, veteran_id, correlation))

    async def test_is_recognised_by_the_same_number_in_eighteen_digits(self, county: County, clerk: Client) -> None:
        await clerk.post("registry", "/veterans", zhang_wei("999329590226003"))
        response = await clerk.http.post(
            clerk.addresses.apis["registry"] + "/veterans",
            json=zhang_wei("999329195902260039"),
            headers={**clerk.bearer, "Accept-Language": "en"},
        )
        assert response.status_code == 409
        assert response.json()["code"] == "already-registered"
        assert "999329195902260039" not in response.text

    async def test_is_out_of_reach_of_a_clerk_as_soon_as_the_grant_is_revoked(
        self, county: County, administrator: Client
    ) -> None:
        account, password = {"username": "room-clerk", "display_name": "室"}, "a-long-enough-passphrase"
        async with (
            signed_in(county.target, SECURITY) as security,
            signed_in(county.target, LEADER) as leader,
        ):
            account_id = await open_account(administrator, security, account, password)
            asked = {"account_id": account_id, "role": "room-staff", "org_code": ROOM, "purpose": "journey"}
            grant_id = await give_grant(security, leader, asked)
            async with signed_in(county.target, account["username"], password) as room_clerk:
                await self._is_let_in_and_out(room_clerk, security, grant_id)

    async def _is_let_in_and_out(self, room_clerk: Client, security: Client, grant_id: str) -> None:
        assert await until(lambda: self._sees_figures(room_clerk))
        await security.post("registry", f"/grants/{grant_id}/revocation", {"reason": "left the post"})
        assert await until(lambda: self._is_refused(room_clerk))

    async def _figure_is(self, clerk: Client, code: str, value: int) -> bool:
        return await figure(clerk, code) == value

    async def _have_a_dispute_resolved(self, clerk: Client, applicant_id: str) -> str:
        """The correlation id under which the last request was answered."""
        mediators = (await clerk.get("benefits", "/mediators", unit="411329001001", on="2019-05-08"))["items"]
        opened = {
            "kind": "dispute", "org_code": ROOM, "applicant_id": applicant_id, "parties_count": 2,
            "opened_on": "2019-05-07", "summary": "邻里排水",
        }  # fmt: skip
        case_id = (await clerk.post("benefits", "/cases", opened))["case_id"]
        assigned = {"mediator_ids": [mediators[0]["veteran_id"]], "assigned_on": "2019-05-08"}
        await clerk.post("benefits", f"/cases/{case_id}/assignment", assigned)
        resolved = {"outcome": "agreement-reached", "resolved_on": "2019-05-09", "document": "调解协议"}
        url = f"{clerk.addresses.apis['benefits']}/cases/{case_id}/resolution"
        response = await clerk.http.post(url, json=resolved, headers=clerk.bearer)
        assert response.status_code == 200, response.text
        return str(response.headers["x-correlation-id"])

    async def _has_number(self, clerk: Client, person_id: str) -> bool:
        """Notifications has fetched it, by its own identity."""
        points = await clerk.get("notifications", f"/persons/{person_id}/contact-points")
        return [(point["value"], point["verification"]) for point in points] == [("199****9999", "in-person")]

    async def _was_told(self, clerk: Client, person_id: str) -> bool:
        deliveries = (await clerk.get("notifications", "/deliveries", person=person_id))["items"]
        return [delivery["state"]["code"] for delivery in deliveries] == ["logged"]  # the driver of trials

    async def _is_told_under(self, county: County, person_id: str, correlation: str) -> bool:
        return await correlations(county, "notifications.deliveries", person_id) == {correlation}

    async def _sees_figures(self, client: Client) -> bool:
        return await self._status(client) == 200

    async def _is_refused(self, client: Client) -> bool:
        return await self._status(client) == 403

    async def _status(self, client: Client) -> int:
        url = client.addresses.apis["reporting"] + "/figures"
        return (await client.http.get(url, params=TODAY_FIGURES, headers=client.bearer)).status_code
