"""The API of notifications over its own database, and those who ask it."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.contacts.loop import ContactFetcher
from services.notifications.contacts.projection import PERSONS
from services.notifications.main import create_app
from services.registry.main import create_app as create_registry
from shared.auth.roles import Role
from shared.auth.signing import SigningKey
from shared.ids import new_id
from tests.given import CENTRE, SIGNING_KEY, given_grant
from tests.issuer import Issuer
from tests.notifications.fetching import given_fetcher
from tests.notifications.given import SIGNATURE, veteran_registered
from tests.notifications.given import given_delivered as delivered_of
from tests.registry.contacts.given import MOBILE, given_service
from tests.registry.given import given_network
from tests.registry.persons import ROOM_PATH, given_veteran
from tests.served import served


@pytest.fixture(autouse=True)
def _events_vouch(events_vouch: None) -> None:
    """A test may take more than a minute."""


@pytest.fixture
def app(notifications_engine: AsyncEngine, settings_of: Any) -> FastAPI:
    created: FastAPI = create_app(settings_of("notifications", signature=SIGNATURE))
    return created


@pytest.fixture
async def by(
    notifications_engine: AsyncEngine, app: FastAPI, token_for: Any, api_client: Callable[..., Any]
) -> Callable[..., Any]:
    async def client(role: Role = Role.CENTRE_STAFF, path: str = CENTRE) -> Any:
        account = new_id()
        await given_grant(notifications_engine, account, role, path)
        return api_client(app, token_for(account))

    return client


@pytest.fixture
async def registry_url(
    registry_engine: AsyncEngine, issuer: Issuer, settings_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[str]:
    """Registry, to which this service is known."""
    for seconds in ("shared.auth.identity.ASK_SECONDS", "services.notifications.contacts.driver.ASK_SECONDS"):
        monkeypatch.setattr(seconds, 60)  # it answers, however busy the machine is
    own = SigningKey.from_pem(SIGNING_KEY).public
    if own not in issuer.published:
        issuer.published.append(own)
    app: FastAPI = create_registry(settings_of("registry"))
    await given_service(registry_engine)
    async with served(app) as url:
        yield url


@pytest.fixture
def fetcher(notifications_engine: AsyncEngine, registry_url: str, issuer: Issuer) -> ContactFetcher:
    return given_fetcher(notifications_engine, registry_url, issuer)


@pytest.fixture
async def veteran(registry_engine: AsyncEngine, notifications_engine: AsyncEngine) -> UUID:
    """Registered with a number, and known here."""
    await given_network(registry_engine)
    veteran_id = await given_veteran(registry_engine, mobile=MOBILE)
    async with notifications_engine.begin() as connection:
        await PERSONS.apply(connection, [delivered_of(veteran_registered(veteran_id, ROOM_PATH))])
    return veteran_id
