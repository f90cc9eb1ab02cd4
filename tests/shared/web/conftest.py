"""The sample pages, and a browser's requests to them."""

from collections.abc import Callable, Mapping

import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from shared.ids import new_id
from shared.service.app import create_service_app
from shared.settings import ServiceSettings
from tests.given import given_grant, given_settings_for
from tests.issuer import Issuer
from tests.shared.web.pages import router

SITE = "http://127.0.0.1:8100"
# What a browser sends by itself.
NAVIGATION: Mapping[str, str] = {"Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Site": "same-origin"}

BrowserWith = Callable[..., httpx2.AsyncClient]


@pytest.fixture
def app(postgres: Postgres, issuer: Issuer, kernel_engine: AsyncEngine) -> FastAPI:
    settings = given_settings_for(ServiceSettings, postgres, database="kernel", issuer=issuer)
    return create_service_app(settings, name="kernel", title="Sample", routers=(router,), package="tests.shared.kernel")


@pytest.fixture
def browser_with(app: FastAPI, api_client: Callable[..., httpx2.AsyncClient]) -> BrowserWith:
    """`browser_with({"session": token}, site="https://…")`: a browser with these cookies at this site."""

    def make(cookies: Mapping[str, str], site: str = SITE) -> httpx2.AsyncClient:
        client = api_client(app, **NAVIGATION)
        client.base_url = httpx2.URL(site)
        client.cookies.update(dict(cookies))
        return client

    return make


@pytest_asyncio.fixture
async def browser(browser_with: BrowserWith, issuer: Issuer, kernel_engine: AsyncEngine) -> httpx2.AsyncClient:
    """Of staff of the centre."""
    account = new_id()
    await given_grant(kernel_engine, account)
    return browser_with({"session": issuer.token(account)})
