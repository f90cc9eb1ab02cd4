"""Party organisations by HTTP."""

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.party.domain import PartyKind
from shared.auth.roles import Role
from tests.registry.conftest import ClientFor
from tests.registry.given import given_network, given_party

BRANCH = {
    "code": "411329104-DZB",
    "kind": "branch",
    "name": "施庵镇服务站党支部",
    "mirror_of": "411329104",
    "established_on": "2019-03-01",
}


class TestAPartyOrganisation:
    async def test_is_established_once(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        client = await client_for(Role.STATION_STAFF, "411329.411329104")
        established = await client.post("/party-organisations", json=BRANCH)
        assert established.status_code == 201
        assert established.json() == {
            **BRANCH,
            "parent_code": None,
            "path": "411329.411329104",
            "renamed_on": None,
            "dissolved_on": None,
            "dissolution": None,
            "version": 1,
        }
        one = "/party-organisations/411329104-DZB"
        assert (await client.get(one)).json() == established.json()
        named = {"name": "第一党支部", "renamed_on": "2019-04-01", "document": "批复〔2019〕3号", "version": 1}
        assert (await client.post(f"{one}/names", json=named)).json()["version"] == 2
        assert (await client.post(f"{one}/names", json=named)).status_code == 409
        right = {"mirror_of": "411329104", "established_on": "2019-03-02", "document": "成立批复", "version": 2}
        assert (await client.post(f"{one}/correction", json=right)).json()["established_on"] == "2019-03-02"
        ended = {"dissolved_on": "2019-03-01", "reason": "reorganised", "document": "批复", "version": 3}
        refused = await client.post(f"{one}/dissolution", json=ended)
        assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, "dissolved_on")
        second = await client.post("/party-organisations", json={**BRANCH, "code": "another-code"})
        assert (second.status_code, second.json()["code"]) == (409, "already-mirrored")

    async def test_is_refused_where_it_mirrors_nothing(self, client_for: ClientFor) -> None:
        client = await client_for(Role.CENTRE_STAFF)
        refused = await client.post("/party-organisations", json=BRANCH)
        assert (refused.status_code, refused.json()["code"]) == (404, "org-unit-not-found")

    async def test_is_listed_within_the_callers_scope(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        for station in ("411329104", "411329105"):
            await given_party(registry_engine, PartyKind.BRANCH, station)
        await given_party(registry_engine, PartyKind.GROUP, "411329104210")
        county = await client_for(Role.AUDITOR)
        groups = (await county.get("/party-organisations", params={"kind": "group"})).json()["items"]
        assert [(group["mirror_of"], group["parent_code"]) for group in groups] == [("411329104210", "411329104-DZB")]
        one = (await county.get("/party-organisations", params={"mirror_of": "411329105"})).json()["items"]
        assert [branch["code"] for branch in one] == ["411329105-DZB"]
        first = (await county.get("/party-organisations", params={"limit": 2})).json()
        rest = (await county.get("/party-organisations", params={"limit": 2, "cursor": first["next"]})).json()
        assert (len(first["items"]), len(rest["items"])) == (2, 1)
        room = await client_for(Role.ROOM_STAFF, "411329.411329104.411329104210")
        mine = (await room.get("/party-organisations")).json()["items"]
        assert [each["code"] for each in mine] == ["411329104210-DXZ"]


class TestTheConsistencyOfTheNetwork:
    async def test_names_what_breaks_each_rule(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_party(registry_engine, PartyKind.BRANCH, "411329104")
        await given_party(registry_engine, PartyKind.GROUP, "411329104210")
        county = (await (await client_for(Role.BUREAU_LEADER)).get("/network/consistency")).json()
        assert county == {
            "holds": False,
            "verdicts": [
                {
                    "rule": "C1",
                    "holds": False,
                    "unit_count": 3,
                    "organisation_count": 1,
                    "units_without_mirror": ["411329105", "411329U01"],
                    "organisations_without_unit": [],
                    "organisations_under_wrong_parent": [],
                },
                {
                    "rule": "C2",
                    "holds": False,
                    "unit_count": 3,
                    "organisation_count": 1,
                    "units_without_mirror": ["411329105200", "411329U01R01"],
                    "organisations_without_unit": [],
                    "organisations_under_wrong_parent": [],
                },
            ],
        }
        station = await client_for(Role.STATION_STAFF, "411329.411329104")
        assert (await station.get("/network/consistency")).json()["holds"] is True
