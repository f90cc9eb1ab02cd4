"""Somebody with an account of his own, and registry beside benefits: it alone knows whose account it is."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.applications.commands import apply_for_benefit
from services.benefits.main import create_app
from services.registry.accounts.queries import find_account_of
from services.registry.main import create_app as create_registry
from services.registry.self_accounts.commands import open_self_account
from services.registry.tokens.domain import TokenTerms, issue_token
from shared.auth.roles import Role
from shared.auth.signing import SigningKey
from tests.benefits.applications.given import given_applicant
from tests.benefits.given import ROOM, given_learned, veteran_registered
from tests.given import SIGNING_KEY, given_grant, given_work
from tests.issuer import AUDIENCE, Issuer
from tests.registry.given import given_network
from tests.registry.persons import given_veteran
from tests.served import served

APPLIED = date(2019, 4, 1)


@dataclass(frozen=True)
class Both:
    """Benefits, and whom registry knows."""

    benefits: AsyncEngine
    account: UUID
    person: UUID
    other: UUID
    client: Callable[[UUID], httpx2.AsyncClient]


@pytest_asyncio.fixture
async def both(
    benefits_engine: AsyncEngine,
    registry_engine: AsyncEngine,
    issuer: Issuer,
    settings_of: Any,
    api_client: Callable[..., httpx2.AsyncClient],
) -> AsyncIterator[Both]:
    """Somebody with an account of his own, who applied for hardship aid, and another one who did."""
    await given_network(registry_engine)
    person = await given_veteran(registry_engine)
    await open_self_account(given_work(registry_engine), person)
    async with registry_engine.connect() as connection:
        account = await find_account_of(connection, person)
    assert account is not None
    other = await given_applicant(benefits_engine)
    await given_learned(benefits_engine, [veteran_registered(person)])
    await given_grant(benefits_engine, account.account_id, Role.VETERAN, ROOM)
    for applicant in (person, other):
        await apply_for_benefit(
            given_work(benefits_engine), person_id=applicant, programme_code="hardship-aid", applied_on=APPLIED,
            document="申请书",
        )  # fmt: skip
    key, terms = SigningKey.from_pem(SIGNING_KEY), TokenTerms(issuer.url, AUDIENCE, 600)
    async with served(create_registry(settings_of("registry"))) as address:
        benefits = create_app(settings_of("benefits", jwks_url=f"{address}/.well-known/jwks.json"))
        await benefits.state.tokens.keys.wait_until_known(within_seconds=20)

        def client(account_id: UUID) -> httpx2.AsyncClient:
            token = issue_token(key, terms, account_id, epoch=0, session_id=None, at=datetime.now(UTC))
            return api_client(benefits, token)

        yield Both(benefits_engine, account.account_id, person, other, client)
