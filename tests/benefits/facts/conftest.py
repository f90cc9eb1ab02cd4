"""Registry beside benefits, and somebody whose file says what programmes ask for."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.facts.loop import FactFetcher
from services.registry.main import create_app as create_registry
from shared.auth.signing import SigningKey
from tests.benefits.facts.fetching import given_fetcher, hear
from tests.given import SIGNING_KEY
from tests.issuer import Issuer
from tests.registry.contacts.given import given_service
from tests.registry.given import given_network
from tests.registry.persons import given_veteran
from tests.served import served


@pytest.fixture
async def registry_url(
    registry_engine: AsyncEngine, issuer: Issuer, settings_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[str]:
    """Registry, to which this service is known."""
    for seconds in ("shared.auth.identity.ASK_SECONDS", "services.benefits.facts.driver.ASK_SECONDS"):
        monkeypatch.setattr(seconds, 60)  # it answers, however busy the machine is
    own = SigningKey.from_pem(SIGNING_KEY).public
    if own not in issuer.published:
        issuer.published.append(own)
    await given_service(registry_engine, "benefits")
    async with served(create_registry(settings_of("registry"))) as url:
        yield url


@pytest.fixture
def fetcher(benefits_engine: AsyncEngine, registry_url: str, issuer: Issuer) -> FactFetcher:
    return given_fetcher(benefits_engine, registry_url, issuer)


@pytest.fixture
async def veteran(registry_engine: AsyncEngine, benefits_engine: AsyncEngine) -> UUID:
    """A farmer, who served three years and some days; told of, and not asked for yet."""
    await given_network(registry_engine)
    person_id = await given_veteran(
        registry_engine, household_code="1", employment_code="3", conscript_from="1976-12-20",
        conscript_to="1980-01-10", discharged_on="1980-01-10", enlisted_on="1976-12-20",
    )  # fmt: skip
    await hear(registry_engine, benefits_engine)
    return person_id
