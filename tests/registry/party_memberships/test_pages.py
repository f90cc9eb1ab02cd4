"""Formal membership in a browser, and by HTTP."""

import re
from datetime import date
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.deaths.commands import Reported as ReportedDeath
from services.registry.deaths.commands import record_death
from services.registry.party.domain import PartyKind
from shared.auth.roles import Role
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import KEYRING, given_network, given_party, given_work, published
from tests.registry.persons import given_number, given_veteran

BRANCH, OTHER, STATION = "411329104-DZB", "411329105-DZB", "411329.411329104"
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
        assert f'href="{slip}/revocation"' in page
        assert "恢复为未办结" in (await clerk.get(f"{slip}/revocation")).text
        said = {"document": "误录说明", "version": "2"}
        assert (await clerk.post(f"{slip}/revocation", data=said)).status_code == 303
        again = (await clerk.get(at)).text
        assert (f'href="{slip}"' in again, f'href="{slip}/revocation"' in again) == (True, False)
        assert "撤回组织关系介绍信回执" in (await clerk.get(f"/registry/persons/{member}")).text

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


class TestMembers:
    async def test_are_listed_by_organisation_as_of_today_and_of_a_day(
        self, client_for: ClientFor, browser_of: BrowserOf, registry_engine: AsyncEngine, member: UUID
    ) -> None:
        """As many as are counted there; whoever died or was transferred was one before; of the caller's units alone."""
        await given_party(registry_engine, PartyKind.BRANCH, "411329105")
        other = await given_veteran(registry_engine, id_number=given_number(2))
        dead = await given_veteran(registry_engine, id_number=given_number(3))
        centre, station = await client_for(Role.CENTRE_STAFF), await client_for(Role.STATION_STAFF, STATION)
        for person in (member, other, dead):
            made = await centre.post(f"/veterans/{person}/party-memberships", json=HOME)
            assert made.status_code == 201, made.text
        taking = {"party_org_code": BRANCH, "since": "2019-03-05", "document": "党员名册"}
        assert (await centre.post(f"/veterans/{member}/party-affiliation", json=taking)).status_code == 200
        moved = {"party_org_code": OTHER, "since": "2019-04-10", "document": "党员名册更正"}
        assert (await centre.post(f"/veterans/{other}/party-memberships", json=moved)).status_code == 201
        died = ReportedDeath(date(2019, 4, 20), "medical-certificate", "第2号")
        await record_death(given_work(registry_engine), dead, died, keyring=KEYRING)

        async def listed(client: httpx2.AsyncClient, **asked: str) -> list[tuple[str, str, str]]:
            answer = await client.get("/party-members", params={"organisation": BRANCH, **asked})
            assert answer.status_code == 200, answer.text
            return [(each["person_id"], each["kind"], each["since"]) for each in answer.json()["items"]]

        formal, taking_part = (str(member), "formal", "2019-03-02"), (str(member), "taking-part", "2019-03-05")
        assert await listed(station) == [formal, taking_part]
        counted = (await station.get(f"/party-organisations/{BRANCH}/members")).json()
        assert (counted["formal"], counted["affiliated"]) == (1, 1)
        assert await listed(station, kind="taking-part") == [taking_part]
        assert await listed(station, kind="taking-part", on="2019-04-09") == [taking_part]
        for day, persons in {
            "2019-03-01": set(),
            "2019-04-09": {member, other, dead},
            "2019-04-19": {member, dead},
            "2019-04-20": {member},
        }.items():
            assert {each for each, _, _ in await listed(station, on=day)} == set(map(str, persons)), day
        assert [each["person_id"] for each in (await centre.get("/party-members?unit=411329105")).json()["items"]] == [
            str(other)
        ]
        assert (await station.get("/party-members", params={"organisation": OTHER})).status_code == 404
        page = await station.get("/party-members", params={"limit": 1})
        assert [each["kind"] for each in page.json()["items"]] == ["formal"]
        rest = await station.get("/party-members", params={"limit": 1, "cursor": page.json()["next"]})
        assert ([each["kind"] for each in rest.json()["items"]], rest.json()["next"]) == (["taking-part"], None)

        clerk = await browser_of(Role.STATION_STAFF, STATION)
        to_list = f"/registry/party-members?organisation={BRANCH}"
        assert f'href="{to_list}"' in (await clerk.get(f"/registry/party/{BRANCH}")).text
        assert (await clerk.get(to_list)).text.count(f'data-person="{member}"') == 2
        assert (await clerk.get(f"{to_list}&on=2019-04-19")).text.count(f'data-person="{dead}"') == 1
