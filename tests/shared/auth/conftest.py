"""An issuer that a test may change, who verifies its tokens; and benefits beside a registry."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.ports import free_port
from services.benefits.main import create_app as create_benefits
from services.registry.main import create_app as create_registry
from services.registry.tokens.domain import TokenTerms, issue_token
from shared.auth.keys import IssuerKeys
from shared.auth.signing import SigningKey
from shared.auth.tokens import TokenVerifier
from shared.service.serving import serve
from tests.given import SIGNING_KEY
from tests.issuer import AUDIENCE, Issuer, public
from tests.shared.auth.given import ED25519, ENCRYPTION_KEY, P384, RSA, WEAK_RSA
from tests.shared.auth.two import Two


@pytest.fixture
def fresh() -> Iterator[Issuer]:
    """An issuer that this test may change."""
    issuer = Issuer()
    issuer.published += [public(RSA), public(WEAK_RSA), public(ENCRYPTION_KEY), dict(P384.as_dict(private=False))]
    issuer.published += [dict(ED25519.as_dict(private=False)), {"kty": "oct", "kid": "oct-1", "k": "AAAA"}, {"kty": 1}]
    issuer.start()
    yield issuer
    issuer.stop()


@pytest.fixture
def verifier(fresh: Issuer) -> TokenVerifier:
    return TokenVerifier(fresh.url, AUDIENCE, IssuerKeys(fresh.jwks_url))


@pytest_asyncio.fixture
async def two(
    benefits_engine: AsyncEngine,
    registry_engine: AsyncEngine,
    issuer: Issuer,
    settings_of: Callable[..., Any],
    api_client: Callable[..., httpx2.AsyncClient],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Two]:
    monkeypatch.setattr("shared.auth.lookup.LOOK_SECONDS", -1)  # what a test says of the consumer holds at once
    monkeypatch.setattr("shared.auth.lookup.ASK_SECONDS", 60)  # registry answers, however busy the machine is, or ended
    port, stop = free_port(), asyncio.Event()
    registry = create_registry(settings_of("registry"))
    serving = asyncio.create_task(
        serve(registry, host="127.0.0.1", port=port, stop=stop, drain_seconds=1, lifespan="on")
    )
    benefits = create_benefits(settings_of("benefits", jwks_url=f"http://127.0.0.1:{port}/.well-known/jwks.json"))
    await benefits.state.tokens.keys.wait_until_known(within_seconds=20)
    key, terms = SigningKey.from_pem(SIGNING_KEY), TokenTerms(issuer.url, AUDIENCE, 600)

    def client(account: UUID) -> httpx2.AsyncClient:
        return api_client(benefits, issue_token(key, terms, account, epoch=0, session_id=None, at=datetime.now(UTC)))

    yield Two(benefits_engine, registry_engine, client, stop, serving)
    stop.set()
    await serving
