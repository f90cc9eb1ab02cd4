"""Formal membership in a browser, and by HTTP."""

import re
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.party.domain import PartyKind
from shared.auth.roles import Role
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import given_network, given_party, published
from tests.registry.persons import given_number, given_veteran

BRANCH, STATION = "411329104-DZB", "411329.411329104"
HOME = {"party_org_code": BRANCH, "since": "2019-03-02", "document": "党员名册"}
LETTER = {"to_outside": "南阳市某社区党支部", "letter_no": "2019-017", "issued_on": "2019-04-01", "document": "存根"}


@pytest.fixture
async def member(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    await given_party(registry_engine, PartyKind.BRANCH, "411329104")
    return await given_veteran(registry_engine)


class TestFormalMembership:
    async def test_is_recorded_transferred_and_completed(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        clerk = await browser_of(Role.STATION_STAFF, STATION)
        at = f"/registry/persons/{member}/party-membership"
        assert at in (await clerk.get(f"/registry/persons/{member}")).text
        both = await clerk.post(f"{at}/new", data={**HOME, "outside": "县外党支部"})
        assert (both.status_code, 'href="#f-party_org_code"' in both.text) == (422, True)
        assert (await clerk.post(f"{at}/new", data=HOME)).status_code == 303
        affiliation = {"party_org_code": BRANCH, "since": "2019-03-02", "document": "党员名册"}
        assert (await clerk.post(f"{at}/affiliation", data=affiliation)).status_code == 303
        for _ in range(2):
            sent = await clerk.post(f"{at}/transfer", data={**LETTER, "idempotency_key": "once"})
            assert sent.status_code == 303, sent.text
        assert len(await published(registry_engine, "party-membership-transfer-started")) == 1
        assert "2019-017" in (await clerk.get("/registry/membership-transfers?state=started")).text
        [slip] = re.findall(r"/registry/membership-transfers/[0-9a-f-]{36}/completion", (await clerk.get(at)).text)
        early = {"completed_on": "2019-03-31", "document": "回执", "version": "1"}
        wrong = await clerk.post(slip, data=early)
        assert (wrong.status_code, 'href="#f-completed_on"' in wrong.text) == (422, True)
        assert (await clerk.post(slip, data={**early, "completed_on": "2019-04-20"})).status_code == 303
        page = (await clerk.get(at)).text
        assert "南阳市某社区党支部" in page
        assert "已收回执" in page
        story = (await clerk.get(f"/registry/persons/{member}")).text
        assert "开具组织关系介绍信" in story
        assert "登记介绍信回执" in story

    @pytest.mark.parametrize("number", [f"张三{given_number(1)}", "138-1234-5678"])
    async def test_is_transferred_under_a_number_that_is_no_persons(
        self, client_for: ClientFor, member: UUID, number: str
    ) -> None:
        """It goes over the bus, to the organisation department as well."""
        station = await client_for(Role.STATION_STAFF, STATION)
        sent = await station.post(f"/veterans/{member}/membership-transfers", json={**LETTER, "letter_no": number})
        assert [each["field"] for each in sent.json()["fields"]] == ["letter_no"]

    async def test_is_counted_where_it_is(self, client_for: ClientFor, member: UUID) -> None:
        station = await client_for(Role.STATION_STAFF, STATION)
        made = await station.post(f"/veterans/{member}/party-memberships", json=HOME)
        assert made.status_code == 201, made.text
        counted = f"/party-organisations/{BRANCH}/members"
        assert (await station.get(counted)).json() == {"party_org_code": BRANCH, "formal": 1, "affiliated": 0}
        sent = await station.post(f"/veterans/{member}/membership-transfers", json=LETTER)
        assert (sent.status_code, sent.json()["valid_until"]) == (201, "2019-06-30")
        one = f"/membership-transfers/{sent.json()['transfer_id']}"
        assert (await station.get(counted)).json()["formal"] == 1
        slip = {"completed_on": "2019-04-20", "document": "回执", "version": 1}
        assert (await station.post(f"{one}/completion", json=slip)).json()["state"] == "completed"
        assert (await station.get(counted)).json()["formal"] == 0
        assert (await station.get(one)).json()["completed_on"] == "2019-04-20"
        held = (await station.get(f"/veterans/{member}/party-membership")).json()
        assert [each["outside"] for each in held["memberships"]] == ["南阳市某社区党支部", None]
        other = await client_for(Role.STATION_STAFF, "411329.411329105")
        assert (await other.get(one)).status_code == 404
        assert (await other.get("/membership-transfers")).json()["items"] == []
        assert (await other.get(f"/veterans/{member}/party-membership")).status_code == 404
