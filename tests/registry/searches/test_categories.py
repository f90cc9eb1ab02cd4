"""Who claims a category is found for a purpose, and whoever is shown is told of."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.browsers import words_of
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import audited, given_network, published
from tests.registry.persons import OTHER_ROOM, given_number, given_veteran

SEARCH, PAGE = "/veterans/search-by-category", "/registry/persons/by-category"
WHY = {"purpose": "benefit-handling", "reason": "核对优待对象"}
SHI_AN = "411329.411329104"
THERE: dict[str, Any] = {"domicile_code": OTHER_ROOM, "org_code": OTHER_ROOM}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


async def claiming(engine: AsyncEngine, serial: int, *codes: str, **more: Any) -> str:
    return str(await given_veteran(engine, id_number=given_number(serial), category_codes=codes, **more))


class TestASearchByCategory:
    async def test_opens_the_group_of_each_that_it_shows_and_of_nobody_else(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        one, other = [await claiming(registry_engine, n, "51", "11") for n in range(2)]
        await claiming(registry_engine, 2, "11")
        await claiming(registry_engine, 3, "51", **THERE)
        client = await client_for(Role.STATION_STAFF, SHI_AN)
        answer = await client.post(SEARCH, json={**WHY, "category": "参战退役人员"})
        assert [line["veteran_id"] for line in answer.json()["items"]] == [other, one]
        assert await audited(registry_engine, "search-by-category") == [("category 51", "done")]
        assert await audited(registry_engine, "disclose-fields") == [
            (f"veteran {each}", "done") for each in (other, one)
        ]
        events = [data for _, _, data in await published(registry_engine, "sensitive-record-viewed")]
        assert [(each["person_id"], each["fields"]) for each in events] == [
            (each, ["category_codes"]) for each in (other, one)
        ]
        async with registry_engine.connect() as connection:
            rows = await connection.execute(text("SELECT veteran_id, purpose, reason, fields FROM disclosure"))
            kept = {(str(row.veteran_id), row.purpose, row.reason, *row.fields) for row in rows}
        assert kept == {(each, *WHY.values(), "category_codes") for each in (one, other)}

    async def test_counts_everybody_shown_by_the_hour(
        self, client_for: ClientFor, registry_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for n in range(3):
            await claiming(registry_engine, n, "51")
        client = await client_for(Role.CENTRE_STAFF)
        answers = [await client.post(SEARCH, json={**WHY, "category": "51"}) for _ in range(16)]
        # Four each time: the search, and three persons.
        assert [answer.status_code for answer in answers] == [200] * 15 + [429]
        assert answers[-1].json()["code"] == "too-many-disclosures"

    @pytest.mark.parametrize(
        ("changed", "field"),
        [({"purpose": "home-visit"}, "purpose"), ({"purpose": ""}, "purpose"), ({"reason": ""}, "reason"),
         ({"category": "99"}, "category"), ({"limit": 21}, "limit")],
    )  # fmt: skip
    async def test_names_the_field_that_is_wrong(
        self, client_for: ClientFor, registry_engine: AsyncEngine, changed: dict[str, Any], field: str
    ) -> None:
        refused = await (await client_for(Role.CENTRE_STAFF)).post(SEARCH, json={**WHY, "category": "51", **changed})
        assert refused.status_code == 422
        assert {each["field"] for each in refused.json()["fields"]} == {field}
        assert await published(registry_engine, "sensitive-record-viewed") == []

    async def test_is_for_who_may_open_sensitive_groups(self, client_for: ClientFor) -> None:
        for role in (Role.BUREAU_LEADER, Role.ROOM_STAFF, Role.AUDITOR):
            assert (await (await client_for(role)).post(SEARCH, json={**WHY, "category": "51"})).status_code == 403

    async def test_has_a_page_that_goes_on_with_the_same_question(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.registry.searches.pages.ON_A_PAGE", 1)
        for n in range(2):
            await claiming(registry_engine, n, "51")
        clerk = await browser_of(Role.STATION_STAFF, SHI_AN)
        assert f'href="{PAGE}"' in (await clerk.get("/registry/persons/search")).text
        assert "参战退役人员" in words_of(await clerk.get(PAGE))
        found = await clerk.post(PAGE, data={**WHY, "category": "51"})
        assert words_of(found).count("张*") == 1
        for name, value in {**WHY, "category": "51"}.items():
            assert f'name="{name}" value="{value}"' in found.text
        assert f'action="{PAGE}"' in found.text
        assert (await clerk.post(PAGE, data={**WHY, "category": ""})).status_code == 422
