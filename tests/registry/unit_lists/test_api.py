"""A list of units by HTTP."""

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.registry.closed import close_org_unit
from tests.registry.conftest import ClientFor
from tests.registry.given import given_divisions, given_work
from tests.registry.persons import given_number

HEADER = "code,kind,host_kind,name,parent_code,division_code,established_on\n"
CENTRE = "411329,centre,county,新野县退役军人服务中心,,411329,2019-01-15\n"
STATION = "411329104,station,township,施庵镇退役军人服务站,411329,411329104,2019-01-15\n"
ROOM = "411329104210,room,village,东杨营村退役军人服务室,411329104,411329104210,2019-01-15\n"
AT_A_UNIT = "411329U01,station,county-direct-unit,教育体育局退役军人服务站,411329,,2019-01-15\n"


async def send(client: httpx2.AsyncClient, content: str) -> httpx2.Response:
    headers = {"Content-Type": "text/csv", "Accept-Language": "en"}
    return await client.post("/org-unit-lists", content=content.encode(), headers=headers)


async def codes(client: httpx2.AsyncClient) -> list[str]:
    return [unit["code"] for unit in (await client.get("/org-units")).json()["items"]]


class TestAList:
    async def test_establishes_what_is_missing_in_whatever_order_it_stands(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_divisions(registry_engine)
        client = await client_for(Role.SYSTEM_ADMINISTRATOR)
        first = await send(client, HEADER + ROOM + STATION + CENTRE)
        again = await send(client, HEADER + CENTRE + STATION + ROOM + AT_A_UNIT)
        assert first.json() == {"added_count": 3, "present_count": 0}
        assert again.json() == {"added_count": 1, "present_count": 3}
        assert await codes(client) == ["411329", "411329104", "411329104210", "411329U01"]

    async def test_leaves_a_unit_that_was_renamed_or_closed_as_it_is(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_divisions(registry_engine)
        client = await client_for(Role.CENTRE_STAFF)
        await send(client, HEADER + CENTRE + STATION + ROOM)
        await client.post("/org-units/411329104/name", json={"name": "施庵站"})
        await close_org_unit(given_work(registry_engine), "411329104210")
        assert (await send(client, HEADER + CENTRE + STATION + ROOM)).json() == {"added_count": 0, "present_count": 3}
        assert (await client.get("/org-units/411329104")).json()["name"] == "施庵站"
        assert (await client.get("/org-units/411329104210")).json()["closed_on"]

    async def test_is_refused_whole_and_each_bad_line_named_once(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_divisions(registry_engine)
        client = await client_for(Role.SYSTEM_ADMINISTRATOR)
        refused = await send(client, HEADER + CENTRE + STATION.replace("411329104", "411329999") + ROOM.replace(
            ",411329104,", ",411329999,"
        ))  # fmt: skip
        assert (refused.status_code, refused.json()["code"]) == (422, "unit-list-invalid")
        assert [fault["field"] for fault in refused.json()["fields"]] == ["lines.3.division_code"]
        assert await codes(client) == []

    async def test_names_the_cells_that_cannot_be_read(self, client_for: ClientFor) -> None:
        client = await client_for(Role.SYSTEM_ADMINISTRATOR)
        refused = await send(client, HEADER + "4113,post,county,,,411329,15.1.2019,more\n" + CENTRE + CENTRE)
        assert {fault["field"]: fault["code"] for fault in refused.json()["fields"]} == {
            "lines.2.code": "code-form",
            "lines.2.kind": "kind-form",
            "lines.2.name": "name-form",
            "lines.2.established_on": "established-on-form",
            "lines.4.code": "code-unique",
        }
        wrong = (CENTRE.replace("2019-01-15", day) for day in ("0001-01-01", "2100-01-01"))
        named = (CENTRE.replace("中心", given_number(1)), *(CENTRE.replace("新野县", sign) for sign in "=+-@＝"))
        for line, fault in (
            *((each, "established-on-form") for each in wrong),
            *((each, "name-form") for each in named),
        ):
            refused = await send(client, HEADER + line)
            assert [each["code"] for each in refused.json()["fields"]] == [fault], line

    async def test_that_calls_a_unit_something_else_is_refused(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_divisions(registry_engine)
        client = await client_for(Role.SYSTEM_ADMINISTRATOR)
        await send(client, HEADER + CENTRE + STATION)
        moved = STATION.replace("station,township", "room,village")
        refused = await send(client, HEADER + moved)
        assert [(fault["field"], fault["code"]) for fault in refused.json()["fields"]] == [
            ("lines.2.kind", "unit-differs"),
            ("lines.2.host_kind", "unit-differs"),
        ]

    async def test_is_refused_for_what_is_no_list(self, client_for: ClientFor) -> None:
        client = await client_for(Role.SYSTEM_ADMINISTRATOR)
        for content in ("code,name\n1,2\n", "\x00"):
            assert (await send(client, content)).json()["code"] == "unit-list-unreadable", content

    async def test_of_another_county_is_out_of_scope(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_divisions(registry_engine)
        client = await client_for(Role.SYSTEM_ADMINISTRATOR)
        refused = await send(client, HEADER + CENTRE.replace("411329", "411328"))
        assert (refused.status_code, refused.json()["code"]) == (403, "out-of-scope")
