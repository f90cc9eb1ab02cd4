"""What the county tells everybody of its programmes."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.main import create_app
from tests.benefits.programmes.given import RULES, given_programme
from tests.browsers import links_of, words_of

BROWSER = {"Accept": "text/html"}


@pytest.fixture
def visitor(
    benefits_engine: AsyncEngine, settings_of: Any, api_client: Callable[..., httpx2.AsyncClient]
) -> httpx2.AsyncClient:
    return api_client(create_app(settings_of("benefits")), None, **BROWSER)


class TestAVisitor:
    async def test_reads_what_is_in_force_today_and_what_it_rests_on(
        self, visitor: httpx2.AsyncClient, benefits_engine: AsyncEngine
    ) -> None:
        await given_programme(benefits_engine)
        listed = await visitor.get("/benefits/public/programmes")
        assert "尚无项目的有 免费技能培训" in words_of(listed)
        [path] = [link for link in links_of(listed) if link.startswith("/benefits/public/programmes/")]
        shown = words_of(await visitor.get(path))
        assert "免费健康体检" in shown
        assert RULES[0].text in shown
        assert RULES[0].source in shown

    async def test_is_shown_the_way_to_no_page_that_asks_who_he_is(
        self, visitor: httpx2.AsyncClient, benefits_engine: AsyncEngine
    ) -> None:
        await given_programme(benefits_engine)
        for path in ("/benefits/public/programmes", "/benefits/public/programmes/health-check"):
            led_to = links_of(await visitor.get(path))
            anybodys = ("/benefits/public/", "/help", "/static/", "#")
            assert [link for link in led_to if not link.startswith(anybodys)] == ["/"]

    async def test_learns_in_his_language_that_there_is_no_such_programme(
        self, visitor: httpx2.AsyncClient, benefits_engine: AsyncEngine
    ) -> None:
        refused = await visitor.get("/benefits/public/programmes/nothing", headers={"Accept-Language": "en"})
        assert refused.status_code == 404
        assert "No programme of this code is in force" in words_of(refused)

    async def test_is_told_so_where_nothing_is_in_force(self, visitor: httpx2.AsyncClient) -> None:
        assert "目前没有有效的项目。" in words_of(await visitor.get("/benefits/public/programmes"))
