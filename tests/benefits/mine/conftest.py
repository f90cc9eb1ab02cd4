"""Somebody with an account of his own, and registry beside benefits: it alone knows whose account it is."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.applications.commands import apply_for_benefit
from shared.auth.roles import Role
from tests.benefits.applications.given import given_applicant
from tests.benefits.beside_registry import beside_registry, given_own_account
from tests.benefits.given import ROOM, given_learned, veteran_registered
from tests.given import given_grant, given_work
from tests.issuer import Issuer

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
    person, account = await given_own_account(registry_engine)
    other = await given_applicant(benefits_engine)
    await given_learned(benefits_engine, [veteran_registered(person)])
    await given_grant(benefits_engine, account, Role.VETERAN, ROOM)
    for applicant in (person, other):
        await apply_for_benefit(
            given_work(benefits_engine), person_id=applicant, programme_code="hardship-aid", applied_on=APPLIED,
            document="申请书",
        )  # fmt: skip
    async with beside_registry(settings_of, issuer, api_client) as client:
        yield Both(benefits_engine, account, person, other, client)
