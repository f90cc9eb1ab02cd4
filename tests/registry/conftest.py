"""The registry's API in this process, and who calls it."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI
from joserfc.jwk import ECKey
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.main import create_app
from shared.auth.roles import Role
from shared.auth.signing import SigningKey
from shared.ids import new_id
from tests.given import CENTRE, given_grant
from tests.issuer import Issuer

SETUP_TOKEN = "a one-time setup token"
SIGNING_KEY = ECKey.generate_key("P-256").as_pem(private=True).decode()

ClientFor = Callable[..., Awaitable[httpx2.AsyncClient]]
BrowserOf = Callable[..., Awaitable[httpx2.AsyncClient]]


@pytest.fixture
def registry_app(registry_engine: AsyncEngine, issuer: Issuer, settings_of: Callable[..., Any]) -> FastAPI:
    """The application on an empty database. It trusts the tests' issuer and its own signing key."""
    own = SigningKey.from_pem(SIGNING_KEY).public
    if own not in issuer.published:
        issuer.published.append(own)
    return create_app(settings_of("registry", signing_key=SIGNING_KEY, setup_token=SETUP_TOKEN))


@pytest.fixture
def anonymous(registry_app: FastAPI, api_client: Callable[..., httpx2.AsyncClient]) -> httpx2.AsyncClient:
    """A client that brings no token."""
    return api_client(registry_app)


@pytest_asyncio.fixture
async def client_for(
    registry_app: FastAPI,
    registry_engine: AsyncEngine,
    token_for: Callable[[UUID], str],
    api_client: Callable[..., httpx2.AsyncClient],
) -> ClientFor:
    """`await client_for(role, path)`: a client of an account with this grant; without a role, of one without grants."""

    async def make(
        role: Role | None = None, path: str = CENTRE, *, account_id: UUID | None = None, **headers: str
    ) -> httpx2.AsyncClient:
        account = account_id or new_id()
        if role is not None:
            await given_grant(registry_engine, account, role, path)
        return api_client(registry_app, token_for(account), **headers)

    return make


@pytest.fixture
def browser_of(
    registry_app: FastAPI,
    registry_engine: AsyncEngine,
    token_for: Callable[[UUID], str],
    api_client: Callable[..., httpx2.AsyncClient],
) -> BrowserOf:
    """`await browser_of(role, path)`: the browser of somebody who has this grant and has signed in."""

    async def make(role: Role, path: str = CENTRE, *, account_id: UUID | None = None) -> httpx2.AsyncClient:
        account = account_id or new_id()
        await given_grant(registry_engine, account, role, path)
        browser = api_client(registry_app)
        browser.cookies.set("session", token_for(account))
        browser.headers.update({"Accept": "text/html", "Sec-Fetch-Site": "same-origin"})
        return browser

    return make
