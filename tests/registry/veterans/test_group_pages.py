"""A sensitive group of a file in a browser: opened by itself, for a purpose that needs it, for a minute."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.auth.roles import Role
from tests.browsers import links_of, words_of
from tests.registry.conftest import BrowserOf
from tests.registry.given import audited, given_network
from tests.registry.persons import OTHER_ROOM_PATH, ROOM_PATH, given_veteran

WHY = {"purpose": "data-correction", "reason": "核对本人材料"}


@pytest.fixture
async def veteran_id(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(
        registry_engine, health_code="3", monthly_income_fen=120000, minimum_living_allowance=True,
        category_codes=("51", "61"), sex_code="2", birth_on="1959-03-06",
    )  # fmt: skip


class TestASensitiveGroup:
    @pytest.mark.parametrize(
        ("group", "shown"),
        [
            ("health", "健康状况"),
            ("income", "1,200.00"),
            ("hardship", "低保 是"),
            ("categories", "类别"),
            ("discrepancies", "填报 女，身份证号 男"),
        ],
    )
    async def test_is_opened_from_the_file_for_a_minute(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran_id: UUID, *, group: str, shown: str
    ) -> None:
        clerk = await browser_of(Role.STATION_STAFF, "411329.411329104")
        at = f"/registry/persons/{veteran_id}/groups/{group}"
        assert at in links_of(await clerk.get(f"/registry/persons/{veteran_id}"))
        assert "核对本人材料" not in (await clerk.get(at)).text
        page = await clerk.post(at, data=WHY)
        assert page.status_code == 200
        assert shown in words_of(page)
        assert 'data-seconds="60"' in page.text
        assert await audited(registry_engine, "disclose-fields") == [(f"veteran {veteran_id}", "done")]

    async def test_offers_the_purposes_that_need_it_alone(
        self, browser_of: BrowserOf, registry_engine: AsyncEngine, veteran_id: UUID
    ) -> None:
        clerk = await browser_of(Role.CENTRE_STAFF)
        at = f"/registry/persons/{veteran_id}/groups/income"
        assert 'value="home-visit"' not in (await clerk.get(at)).text
        refused = await clerk.post(at, data={**WHY, "purpose": "home-visit"})
        assert refused.status_code == 422
        assert 'href="#f-purpose"' in refused.text
        assert await audited(registry_engine, "disclose-fields") == []

    async def test_is_closed_to_rooms_and_to_units_elsewhere(self, browser_of: BrowserOf, veteran_id: UUID) -> None:
        at = f"/registry/persons/{veteran_id}/groups/health"
        room = await browser_of(Role.ROOM_STAFF, ROOM_PATH)
        assert at not in links_of(await room.get(f"/registry/persons/{veteran_id}"))
        assert (await room.get(at)).status_code == 403
        elsewhere = await browser_of(Role.STATION_STAFF, OTHER_ROOM_PATH.rpartition(".")[0])
        assert (await elsewhere.get(at)).status_code == 404
        assert (await elsewhere.post(at, data=WHY)).status_code == 404
