"""The one address: what it leads to, what it keeps to itself, and what is left when a service is not there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from deploy.embedded.stack import Stack
from tests.pages.conftest import PATIENCE_SECONDS
from tests.shared.wire import eventually

pytestmark = pytest.mark.browser

HTML = {"Accept": "text/html"}


@pytest_asyncio.fixture
async def edge(stack: Stack) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=stack.site.url, timeout=30, trust_env=False) as client:
        yield client


@asynccontextmanager
async def without(stack: Stack, edge: httpx2.AsyncClient, service: str) -> AsyncIterator[None]:
    """The API of the service is not there; afterwards it is back, for whoever comes next."""
    stack.supervisor.hold(f"{service} API")
    try:
        yield
    finally:
        stack.supervisor.release(f"{service} API")

        async def is_back() -> bool:
            return (await edge.get(f"/api/{service}/version")).status_code == 200

        await eventually(is_back)


class TestTheEdge:
    @pytest.mark.parametrize("service", ["registry", "benefits", "reporting", "notifications"])
    async def test_leads_to_the_apis_without_their_metrics(self, edge: httpx2.AsyncClient, service: str) -> None:
        assert (await edge.get(f"/api/{service}/version")).json()["service"] == service
        assert (await edge.get(f"/api/{service}/metrics")).status_code == 404

    @pytest.mark.parametrize("path", ["/accounts", "/metrics", "/readyz", "/docs", "/registry", "/api", "/api/other/x"])
    async def test_leads_nowhere_else(self, edge: httpx2.AsyncClient, path: str) -> None:
        found = await edge.get(path, headers=HTML)
        assert (found.status_code, found.headers["content-type"]) == (404, "text/html; charset=utf-8")

    @pytest.mark.parametrize("service", ["registry", "benefits", "reporting", "notifications"])
    async def test_shows_the_documentation_of_the_apis(self, stack: Stack, chromium: Browser, service: str) -> None:
        page = await chromium.new_page(base_url=stack.site.url)
        page.set_default_timeout(PATIENCE_SECONDS * 1000)
        errors: list[str] = []
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        await page.goto(f"/api/{service}/docs")
        await page.get_by_role("link", name="operations", exact=True).click()
        await page.get_by_text("Which release of which service answers · 版本").click()
        await page.get_by_role("button", name="Try it out").click()
        await page.get_by_role("button", name="Execute").click()
        await expect(page.locator(".live-responses-table")).to_contain_text(f'"service": "{service}"')
        assert errors == []
        await page.close()

    async def test_sends_what_is_long_compressed(self, edge: httpx2.AsyncClient) -> None:
        assert (await edge.get("/sign-in", headers={"Accept-Encoding": "gzip"})).headers["content-encoding"] == "gzip"

    async def test_says_where_a_call_comes_from_whatever_the_caller_says(self, edge: httpx2.AsyncClient) -> None:
        """The scheme a browser used decides the name of its cookie; nobody may claim another."""
        claimed = {**HTML, "X-Forwarded-Proto": "https", "Cookie": "__Host-session=x; session=y"}
        signed_out = await edge.post("/session/end", headers={**claimed, "Sec-Fetch-Site": "same-origin"})
        assert signed_out.headers["set-cookie"].startswith("session=")


class TestAServiceThatIsNotThere:
    async def test_leaves_the_others_whole(self, edge: httpx2.AsyncClient, stack: Stack) -> None:
        async with without(stack, edge, "benefits"):
            page = await edge.get("/benefits/cases", headers=HTML)
            assert page.status_code == 503
            assert "该部分暂时不可用" in page.text
            api = await edge.get("/api/benefits/cases")
            assert (api.status_code, api.json()["code"]) == (503, "service-unavailable")
            assert (await edge.get("/sign-in", headers=HTML)).status_code == 200

    async def test_takes_no_static_file_away(self, edge: httpx2.AsyncClient, stack: Stack) -> None:
        page = (await edge.get("/sign-in", headers=HTML)).text
        style = "/static/site." + page.partition('href="/static/site.')[2].partition('"')[0]
        async with without(stack, edge, "registry"):
            assert (await edge.get(style)).status_code == 200
