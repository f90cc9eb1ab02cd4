"""Sealed names are found: by whom, of whom, how often, and what is left of it."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.veterans.commands.name_tokens import replace_name_tokens
from shared.auth.roles import Role
from shared.privacy.personal import PersonName
from tests.registry.conftest import ClientFor
from tests.registry.given import KEYRING, audited, given_network, published
from tests.registry.imports.files import given_import, people, work_off
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, REGISTRAR, ROOM_PATH, given_number, given_veteran

SEARCH = "/veterans/search-by-name"
THERE: dict[str, Any] = {"domicile_code": OTHER_ROOM, "org_code": OTHER_ROOM}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


async def found(client: Any, name: str, **more: Any) -> list[str]:
    answer = await client.post(SEARCH, json={"name": name, **more})
    assert answer.status_code == 200, answer.text
    return [line["veteran_id"] for line in answer.json()["items"]]


class TestASearchByName:
    async def test_finds_by_characters_and_initials_and_shows_a_mask(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        shan = await given_veteran(registry_engine, name="单国强", id_number=given_number(1))
        zhang = await given_veteran(registry_engine, name="张国伟", id_number=given_number(2))
        client = await client_for(Role.CENTRE_STAFF)
        for sought in ("单", "单国", "国强", "单国强", "sgq", "DG", "cg"):
            assert await found(client, sought) == [str(shan)], sought
        assert await found(client, "国") == [str(zhang), str(shan)]
        for sought in ("强国", "单强", "gq", "李"):
            assert await found(client, sought) == [], sought
        [line] = (await client.post(SEARCH, json={"name": "单"})).json()["items"]
        assert line["name"] == "单*强"

    async def test_finds_who_came_in_by_an_import(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        await given_import(registry_engine, people(3))
        await work_off(registry_engine, REGISTRAR)
        async with registry_engine.connect() as connection:
            assert await connection.scalar(text("SELECT count(DISTINCT person_id) FROM name_token")) == 3

    async def test_tells_of_nobody_elsewhere(self, client_for: ClientFor, registry_engine: AsyncEngine) -> None:
        own = await given_veteran(registry_engine)
        other = await given_veteran(registry_engine, id_number=given_number(1), **THERE)
        centre, room = await client_for(Role.CENTRE_STAFF), await client_for(Role.ROOM_STAFF, ROOM_PATH)
        assert await found(centre, "张伟") == [str(other), str(own)]
        assert await found(room, "张伟") == [str(own)]
        assert await found(centre, "张伟", unit="411329105") == [str(other)]
        elsewhere = await client_for(Role.ROOM_STAFF, OTHER_ROOM_PATH)
        nobody = await elsewhere.post(SEARCH, json={"name": "李四"})
        assert nobody.content == b'{"items":[],"next":null}'
        for unit in ("411329104", "411329999"):
            refused = await elsewhere.post(SEARCH, json={"name": "张伟", "unit": unit})
            assert (refused.status_code, refused.json()["code"]) == (404, "org-unit-not-found")

    async def test_goes_on_where_the_page_before_ended(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        ids = [str(await given_veteran(registry_engine, id_number=given_number(n))) for n in range(5)]
        client = await client_for(Role.CENTRE_STAFF)
        pages, cursor = [], None
        while True:
            page = (await client.post(SEARCH, json={"name": "zw", "limit": 2, "cursor": cursor})).json()
            pages.append([line["veteran_id"] for line in page["items"]])
            cursor = page["next"]
            if cursor is None:
                break
        assert pages == [ids[:2:-1], ids[2:0:-1], ids[:1]]

    async def test_names_the_field_that_is_wrong(self, client_for: ClientFor) -> None:
        client = await client_for(Role.CENTRE_STAFF)
        for wrong, field in (({"name": "z"}, "name"), ({"name": ""}, "name"), ({"name": "张", "limit": 0}, "limit")):
            refused = await client.post(SEARCH, json=wrong)
            assert refused.status_code == 422
            assert [each["field"] for each in refused.json()["fields"]] == [field]

    async def test_is_for_who_may_read_files(self, client_for: ClientFor) -> None:
        for role in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR):
            assert (await (await client_for(role)).post(SEARCH, json={"name": "张"})).status_code == 403

    async def test_is_refused_after_sixty_in_an_hour_apart_from_those_by_number(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        client = await client_for(Role.BUREAU_LEADER)
        answers = [await client.post(SEARCH, json={"name": "张"}) for _ in range(61)]
        assert [answer.status_code for answer in answers] == [200] * 60 + [429]
        assert answers[-1].json()["code"] == "too-many-name-searches"
        assert "60" in answers[-1].json()["detail"]
        assert (await client.post("/veterans/search", json={"id_number": given_number(1)})).status_code == 404


class TestWhatIsLeft:
    async def test_of_a_search_is_how_much_was_known_and_whether_it_was_the_same(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        client = await client_for(Role.CENTRE_STAFF)
        for name in ("张伟", "张 伟", "张小伟", "zw"):
            await found(client, name, unit="411329104")
        subjects = [subject for subject, result in await audited(registry_engine, "search-by-name") if result == "done"]
        same, again, other, initials = subjects
        assert same == again != other
        assert same.startswith("characters 2, digest ")
        assert same.endswith(", unit 411329104")
        assert initials.startswith("initials 2, digest ")
        assert not {"张", "伟", "zw"} & set("".join(subjects))
        async with registry_engine.connect() as connection:
            tokens = set((await connection.execute(text("SELECT token FROM name_token"))).scalars())
        unsigned = {token % 2**64 for token in tokens}
        assert unsigned.isdisjoint(UUID(each.split("digest ")[1][:36]).int >> 64 for each in subjects)

    async def test_of_a_name_that_changed_is_the_new_one(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        veteran = await given_veteran(registry_engine, name="张伟")
        async with registry_engine.begin() as connection:
            await replace_name_tokens(connection, veteran, PersonName("章伟"), KEYRING)
        client = await client_for(Role.CENTRE_STAFF)
        assert await found(client, "章") == [str(veteran)]
        assert await found(client, "张") == []

    async def test_of_a_person_whose_key_is_gone_is_nothing(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        await given_veteran(registry_engine)
        async with registry_engine.begin() as connection:
            await connection.execute(text("DELETE FROM data_key"))
            assert await connection.scalar(text("SELECT count(*) FROM name_token")) == 0
        assert await found(await client_for(Role.CENTRE_STAFF), "张") == []

    async def test_of_a_name_is_in_no_event(self, registry_engine: AsyncEngine) -> None:
        await given_veteran(registry_engine, name="张伟")
        assert "张" not in str(await published(registry_engine, "veteran-registered"))
