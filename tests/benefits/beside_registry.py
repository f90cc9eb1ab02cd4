"""Registry beside benefits: it alone knows whose account it is."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.main import create_app
from services.registry.accounts.queries import find_account_of
from services.registry.main import create_app as create_registry
from services.registry.self_accounts.commands import open_self_account
from services.registry.tokens.domain import TokenTerms, issue_token
from shared.auth.signing import SigningKey
from tests.given import SIGNING_KEY, given_work
from tests.issuer import AUDIENCE, Issuer
from tests.registry.given import given_network
from tests.registry.persons import given_veteran
from tests.served import served

ClientOfAccount = Callable[[UUID], httpx2.AsyncClient]


async def given_own_account(registry: AsyncEngine) -> tuple[UUID, UUID]:
    """A veteran, and the account of his own."""
    await given_network(registry)
    return await given_another_own_account(registry)


async def given_another_own_account(registry: AsyncEngine, **changes: Any) -> tuple[UUID, UUID]:
    """The same, where the network is there."""
    person = await given_veteran(registry, **changes)
    await open_self_account(given_work(registry), person)
    async with registry.connect() as connection:
        account = await find_account_of(connection, person)
    assert account is not None
    return person, account.account_id


@asynccontextmanager
async def beside_registry(
    settings_of: Any, issuer: Issuer, api_client: Callable[..., httpx2.AsyncClient]
) -> AsyncIterator[ClientOfAccount]:
    """Clients of benefits by account, while registry answers it."""
    key, terms = SigningKey.from_pem(SIGNING_KEY), TokenTerms(issuer.url, AUDIENCE, 600)
    async with served(create_registry(settings_of("registry"))) as address:
        benefits = create_app(settings_of("benefits", jwks_url=f"{address}/.well-known/jwks.json"))
        await benefits.state.tokens.keys.wait_until_known(within_seconds=20)
        said: dict[str, Any] = {"epoch": 0, "session_id": None, "multi_factor": True}
        yield lambda account: api_client(benefits, issue_token(key, terms, account, at=datetime.now(UTC), **said))
