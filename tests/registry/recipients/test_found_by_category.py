"""Recipients without a file are found by category, for a purpose, and whoever is shown is told of."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.registry.categories.given import applying, given_recognised
from tests.registry.conftest import BrowserOf, ClientFor
from tests.registry.given import audited, given_network, published
from tests.registry.recipients.given import ending, given_recipient
from tests.registry.recipients.test_categories import SON
from tests.registry.registrations.given import room, station

SEARCH, PAGE = "/recipients/search-by-category", "/registry/recipients/by-category"
WHY = {"purpose": "benefit-handling", "reason": "核对优待对象"}


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


class TestRecipients:
    async def test_who_hold_or_claim_a_category_are_found_by_who_may_know_them(
        self, client_for: ClientFor, registry_engine: AsyncEngine
    ) -> None:
        widow, son = (
            await given_recipient(registry_engine),
            await given_recipient(registry_engine, number=SON, name="赵军"),
        )
        await given_recognised(registry_engine, widow, "21")
        await applying(room(registry_engine), son, "22")
        client = await client_for(Role.STATION_STAFF, "411329.411329104")
        found = await client.post(SEARCH, json={**WHY, "category": "烈士遗属"})
        assert [each["person_id"] for each in found.json()["items"]] == [str(widow)]
        assert await audited(registry_engine, "disclose-fields") == [(f"recipient {widow}", "done")]
        [(_, _, event)] = await published(registry_engine, "sensitive-record-viewed")
        assert (event["person_id"], event["fields"]) == (str(widow), ["category_codes"])
        elsewhere = await client_for(Role.STATION_STAFF, "411329.411329105")
        assert (await elsewhere.post(SEARCH, json={**WHY, "category": "21"})).json()["items"] == []
        await ending(station(registry_engine), widow)
        for state, most in (("enjoying", 0), (None, 1)):
            asked = {**WHY, "category": "21", **({"state": state} if state else {})}
            assert len((await client.post(SEARCH, json=asked)).json()["items"]) == most
        wrong = await client.post(SEARCH, json={**WHY, "category": "21", "purpose": "home-visit"})
        assert wrong.status_code == 422

    async def test_are_found_in_a_browser(self, browser_of: BrowserOf, registry_engine: AsyncEngine) -> None:
        widow = await given_recipient(registry_engine)
        await given_recognised(registry_engine, widow, "21")
        browser = await browser_of(Role.CENTRE_STAFF)
        assert PAGE in links_of(await browser.get("/registry/recipients"))
        assert "按类别查找" in words_of(await browser.get(PAGE))
        found = await browser.post(PAGE, data={**WHY, "category": "21"})
        assert f"/registry/recipients/{widow}" in links_of(found)
