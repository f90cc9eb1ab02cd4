"""An issuer beside the registry, and a browser that goes from one to the other."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.main import create_app
from tests.issuer import Issuer
from tests.registry.issuers.given import CONFIGURED, SITE, Person
from tests.registry.issuers.provider import Provider


@pytest.fixture(scope="session")
def running_provider() -> Iterator[Provider]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        patched.setattr("services.registry.issuers.driver.ASK_SECONDS", 60)  # it answers, however busy the machine is
        provider = Provider(f"{SITE}/session/issuers/city/callback")
        provider.start()
        yield provider
        provider.stop()


@pytest.fixture
def provider(running_provider: Provider) -> Provider:
    """As it is without the changes of another test."""
    running_provider.user, running_provider.claims, running_provider.metadata = "city-10086", {}, {}
    running_provider.sign = running_provider.signed
    return running_provider


@pytest.fixture
def external_app(
    registry_engine: AsyncEngine, issuer: Issuer, settings_of: Callable[..., Any], provider: Provider
) -> FastAPI:
    """The registry, to which the provider is known."""
    configured = CONFIGURED.format(issuer=provider.url)
    return create_app(settings_of("registry", site_url=SITE, external_issuers=configured))


@pytest.fixture
def person_at(external_app: FastAPI, api_client: Callable[..., httpx2.AsyncClient]) -> Callable[[], Person]:
    """Somebody at a browser of his own."""

    def make() -> Person:
        browser = api_client(external_app)
        browser.headers.update({"Accept": "text/html", "Sec-Fetch-Site": "same-origin"})
        return Person(browser)

    return make


@pytest.fixture
def person(person_at: Callable[[], Person]) -> Person:
    return person_at()
