"""Org units by HTTP."""

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.registry.closed import close_org_unit
from tests.registry.conftest import ClientFor
from tests.registry.given import given_divisions, given_network, given_work
from tests.registry.persons import given_number

CENTRE = {
    "code": "411329",
    "kind": "centre",
    "host_kind": "county",
    "name": "新野县退役军人服务中心",
    "division_code": "411329",
    "established_on": "2019-03-01",
}
STATION = {
    "code": "411329104",
    "kind": "station",
    "host_kind": "township",
    "name": "施庵镇退役军人服务站",
    "parent_code": "411329",
    "division_code": "411329104",
    "established_on": "2019-03-01",
}


class TestAnOrgUnit:
    async def test_is_established_and_can_be_read_back(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_divisions(registry_engine)
        client = await client_for(Role.CENTRE_STAFF)
        assert (await client.post("/org-units", json=CENTRE)).status_code == 201
        established = await client.post("/org-units", json=STATION)
        assert established.status_code == 201
        assert established.json() == {
            **STATION,
            "path": "411329.411329104",
            "closed_on": None,
            "closing_since": None,
            "moved_on": None,
            "version": 1,
        }
        assert (await client.get("/org-units/411329104")).json() == established.json()
        again = await client.post("/org-units", json=STATION)
        assert (again.status_code, again.json()["code"]) == (409, "org-code-taken")

    async def test_is_refused_with_every_broken_rule(self, client_for: ClientFor) -> None:
        client = await client_for(Role.CENTRE_STAFF)
        refused = await client.post(
            "/org-units", json={**STATION, "code": "411329U1", "established_on": "2099-01-01"}
        )  # fmt: skip
        assert (refused.status_code, refused.json()["code"]) == (422, "org-unit-invalid")
        assert [(fault["field"], fault["code"]) for fault in refused.json()["fields"]] == [
            ("code", "code-fits-host"),
            ("parent_code", "parent-exists"),
            ("division_code", "division-named"),
            ("established_on", "not-in-future"),
        ]

    async def test_is_called_by_no_number_of_a_person(self, client_for: ClientFor) -> None:
        """A name goes over the bus, and so does that of a Party organisation."""
        client = await client_for(Role.CENTRE_STAFF)
        for path in ("/org-units", "/party-organisations"):
            refused = await client.post(path, json={**STATION, "name": f"张三{given_number(1)}"})
            assert "name" in [fault["field"] for fault in refused.json()["fields"]]

    async def test_is_called_by_nothing_that_a_spreadsheet_reckons(self, client_for: ClientFor) -> None:
        """In both languages; within a name the signs may stand."""
        client = await client_for(Role.CENTRE_STAFF)
        for language, told in (("zh-CN", "不以 = + - @ 开头"), ("en", "not beginning with = + - @")):
            for sign in "=+-@＝＋－＠":
                named = {**CENTRE, "name": f" {sign}1+1"}
                refused = await client.post("/org-units", json=named, headers={"Accept-Language": language})
                [fault] = refused.json()["fields"]
                assert (fault["field"], fault["code"]) == ("name", "wrong-form"), sign
                assert told in fault["message"]
        passed = await client.post("/org-units", json={**CENTRE, "name": "新野县中心（A-1=乙+丙@丁）"})
        assert "name" not in [fault["field"] for fault in passed.json()["fields"]]

    async def test_is_renamed(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        client = await client_for(Role.STATION_STAFF, "411329.411329104")
        renamed = await client.post("/org-units/411329104210/name", json={"name": " 东杨营村退役军人服务室 "})
        assert (renamed.status_code, renamed.json()["name"]) == (200, "东杨营村退役军人服务室")

    async def test_is_out_of_reach_for_the_neighbouring_station(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        client = await client_for(Role.STATION_STAFF, "411329.411329105")
        for answer in (
            await client.get("/org-units/411329104"),
            await client.post("/org-units/411329104/name", json={"name": "名称"}),
            await client.post("/org-units/411329104210/closure", json={}),
            await client.post("/org-units/411329104210/closing", json={"document": "新退〔2019〕9号"}),
            await client.get("/org-units/411329104210/holdings"),
            await client.post("/org-units", json={**STATION, "code": "411329107", "division_code": "411329107"}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "out-of-scope")

    async def test_is_answered_404_when_nobody_knows_it(self, client_for: ClientFor) -> None:
        client = await client_for(Role.CENTRE_STAFF)
        assert (await client.get("/org-units/411329999")).status_code == 404


class TestTheList:
    async def test_shows_what_lies_in_the_callers_scope_with_counts(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        county = await client_for(Role.BUREAU_LEADER)
        listed = (await county.get("/org-units", params={"kind": "station"})).json()["items"]
        assert [(unit["code"], unit["active_children_count"]) for unit in listed] == [
            ("411329104", 1),
            ("411329105", 1),
            ("411329U01", 1),
        ]
        room = await client_for(Role.ROOM_STAFF, "411329.411329104.411329104210")
        assert [unit["code"] for unit in (await room.get("/org-units")).json()["items"]] == ["411329104210"]

    async def test_tells_active_from_closed_and_one_parent_from_another(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        client = await client_for(Role.CENTRE_STAFF)
        await close_org_unit(given_work(registry_engine), "411329U01R01")
        for asked, expected in (
            ("parent=411329U01", ["411329U01R01"]),
            ("parent=411329U01&active=true", []),
            ("active=false", ["411329U01R01"]),
        ):
            listed = (await client.get(f"/org-units?{asked}")).json()["items"]
            assert [unit["code"] for unit in listed] == expected

    async def test_is_paged_by_code(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        client = await client_for(Role.AUDITOR)
        first = (await client.get("/org-units", params={"limit": 5})).json()
        rest = (await client.get("/org-units", params={"limit": 5, "cursor": first["next"]})).json()
        assert (len(first["items"]), len(rest["items"]), rest["next"]) == (5, 2, None)
        assert rest["items"][-1]["code"] == "411329U01R01"
