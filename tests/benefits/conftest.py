"""Browsers of those who work with cases."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.main import create_app
from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.beside_registry import beside_registry
from tests.benefits.given import STATION
from tests.benefits.named import ClerkOf, Persons, given_persons
from tests.browsers import as_browser
from tests.given import CENTRE, given_grant
from tests.issuer import Issuer

BrowserOf = Callable[..., Awaitable[httpx2.AsyncClient]]
ClientOf = Callable[..., Awaitable[httpx2.AsyncClient]]


@pytest.fixture(autouse=True)
def _events_vouch(events_vouch: None) -> None:
    """A test may take more than a minute."""


@pytest.fixture
def browser_of(
    benefits_engine: AsyncEngine, settings_of: Any, token_for: Any, api_client: Callable[..., httpx2.AsyncClient]
) -> BrowserOf:
    """`await browser_of(role, path)`: a browser in which such an account is signed in."""
    app = create_app(settings_of("benefits"))

    async def make(role: Role = Role.CENTRE_STAFF, path: str = CENTRE) -> httpx2.AsyncClient:
        account = new_id()
        await given_grant(benefits_engine, account, role, path)
        return as_browser(api_client(app, token_for(account)))

    return make


@pytest.fixture
def client_of(
    benefits_engine: AsyncEngine, settings_of: Any, token_for: Any, api_client: Callable[..., httpx2.AsyncClient]
) -> ClientOf:
    """`await client_of(role, path)`: a program that such an account uses."""
    app = create_app(settings_of("benefits"))

    async def make(role: Role = Role.CENTRE_STAFF, path: str = CENTRE) -> httpx2.AsyncClient:
        account = new_id()
        await given_grant(benefits_engine, account, role, path)
        return api_client(app, token_for(account))

    return make


@pytest.fixture
async def persons(registry_engine: AsyncEngine, benefits_engine: AsyncEngine) -> Persons:
    """Named by their identity numbers."""
    return await given_persons(registry_engine, benefits_engine)


@pytest.fixture
async def clerk_of(
    registry_engine: AsyncEngine,
    benefits_engine: AsyncEngine,
    settings_of: Any,
    issuer: Issuer,
    api_client: Callable[..., httpx2.AsyncClient],
) -> AsyncIterator[ClerkOf]:
    """`await clerk_of(role, path)`: a client of benefits, which asks registry."""
    async with beside_registry(settings_of, issuer, api_client) as client:

        async def make(role: Role = Role.STATION_STAFF, path: str = STATION) -> httpx2.AsyncClient:
            account = new_id()
            for engine in (registry_engine, benefits_engine):
                await given_grant(engine, account, role, path)
            return client(account)

        yield make
