"""Divisions by HTTP."""

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.registry.conftest import ClientFor
from tests.registry.given import DIVISIONS, given_divisions


async def send(client: httpx2.AsyncClient, content: bytes, **headers: str) -> httpx2.Response:
    return await client.post("/divisions/import", content=content, headers={"Content-Type": "text/csv", **headers})


class TestAnImport:
    async def test_says_what_it_changed(self, client_for: ClientFor) -> None:
        client = await client_for(Role.CENTRE_STAFF)
        counted = [(await send(client, DIVISIONS.encode())).json() for _ in range(2)]
        assert counted == [
            {"added_count": 6, "changed_count": 0, "unchanged_count": 0},
            {"added_count": 0, "changed_count": 0, "unchanged_count": 6},
        ]

    async def test_names_each_bad_line_in_the_callers_language(self, client_for: ClientFor) -> None:
        client = await client_for(Role.CENTRE_STAFF)
        content = (DIVISIONS + "411329106,五星镇,411329,hamlet\n").encode()
        refused = await send(client, content, **{"Accept-Language": "en"})
        assert (refused.status_code, refused.json()["code"]) == (422, "divisions-invalid")
        assert refused.json()["fields"] == [
            {
                "field": "lines.8.level",
                "code": "level-known",
                "message": "Line 8: must hold that the level is county, subdistrict, town, township, village or "
                "community.",
            }
        ]
        assert (await client.get("/divisions")).json()["items"] == []

    async def test_is_refused_for_what_is_no_list(self, client_for: ClientFor) -> None:
        client = await client_for(Role.CENTRE_STAFF)
        for content in (b"", b"PK\x03\x04 a workbook", b"\xff\xff\xff"):
            refused = await send(client, content)
            assert refused.status_code == 422, content

    async def test_is_refused_when_it_is_larger_than_any_county(self, client_for: ClientFor) -> None:
        client = await client_for(Role.CENTRE_STAFF)
        refused = await send(client, b"x" * (3 * 1024 * 1024))
        assert (refused.status_code, refused.json()["code"]) == (413, "request-too-large")


class TestTheList:
    async def test_follows_the_tree_and_counts_children(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_divisions(registry_engine)
        client = await client_for(Role.ROOM_STAFF)
        listed = (await client.get("/divisions")).json()["items"]
        assert [(each["code"], each["children_count"]) for each in listed] == [
            ("411329", 2),
            ("411329104", 2),
            ("411329104210", 0),
            ("411329104211", 0),
            ("411329105", 1),
            ("411329105200", 0),
        ]

    async def test_shows_what_lies_in_one_division_or_on_one_level(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_divisions(registry_engine)
        client = await client_for(Role.MEDIATOR)
        children = (await client.get("/divisions", params={"parent": "411329104"})).json()["items"]
        towns = (await client.get("/divisions", params={"level": "town"})).json()["items"]
        assert [each["name"] for each in children] == ["东杨营村", "西杨营村"]
        assert [each["name"] for each in towns] == ["施庵镇", "歪子镇"]

    async def test_is_paged(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_divisions(registry_engine)
        client = await client_for(Role.MEDIATOR)
        codes, cursor = [], None
        while True:
            page = (await client.get("/divisions", params={"limit": 4} | ({"cursor": cursor} if cursor else {}))).json()
            codes += [each["code"] for each in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert codes == sorted(codes)
        assert len(codes) == 6
        assert (await client.get("/divisions", params={"cursor": "nonsense"})).status_code == 422
        assert (await client.get("/divisions", params={"limit": 201})).status_code == 422
