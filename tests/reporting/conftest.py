"""The API of reporting in this process, and who calls it."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.main import create_app
from shared.auth.roles import Role
from shared.ids import new_id
from tests.browsers import as_browser
from tests.given import CENTRE, given_grant

ClientFor = Callable[..., Awaitable[httpx2.AsyncClient]]


@pytest.fixture(autouse=True)
def _events_vouch(events_vouch: None) -> None:
    """A test may take more than a minute."""


@pytest.fixture
def reporting_app(reporting_engine: AsyncEngine, settings_of: Callable[..., Any]) -> FastAPI:
    """The application on an empty database."""
    return create_app(settings_of("reporting"))


@pytest.fixture
def anonymous(reporting_app: FastAPI, api_client: Callable[..., httpx2.AsyncClient]) -> httpx2.AsyncClient:
    """A client that brings no token."""
    return api_client(reporting_app)


@pytest_asyncio.fixture
async def client_for(
    reporting_app: FastAPI,
    reporting_engine: AsyncEngine,
    token_for: Callable[[UUID], str],
    api_client: Callable[..., httpx2.AsyncClient],
) -> ClientFor:
    """`await client_for(role, path, …)`: a client of an account with this role at these paths (the county)."""

    async def make(role: Role = Role.CENTRE_STAFF, *paths: str, **headers: str) -> httpx2.AsyncClient:
        account = new_id()
        for path in paths or (CENTRE,):
            await given_grant(reporting_engine, account, role, path)
        return api_client(reporting_app, token_for(account), **headers)

    return make


@pytest.fixture
def browser_for(client_for: ClientFor) -> ClientFor:
    """Like `client_for`: a browser in which such an account is signed in."""

    async def make(role: Role = Role.CENTRE_STAFF, *paths: str, **headers: str) -> httpx2.AsyncClient:
        return as_browser(await client_for(role, *paths, **headers))

    return make
