"""What the tests of the inbox share."""

from collections.abc import Callable
from uuid import UUID

import httpx2
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from shared.auth.roles import Role
from shared.ids import new_id
from shared.parked.endpoints import parked_router
from shared.parked.pages import parked_pages
from shared.service.app import create_service_app
from shared.service.pages import running_pages
from shared.settings import ServiceSettings
from tests.given import CENTRE, given_grant, given_settings_for
from tests.issuer import Issuer
from tests.shared.inbox.given import Bank

Client = httpx2.AsyncClient


@pytest_asyncio.fixture
async def clients(
    bank: Bank, postgres: Postgres, issuer: Issuer, api_client: Callable[..., Client]
) -> Callable[[UUID], Client]:
    settings = given_settings_for(ServiceSettings, postgres, database="kernel", issuer=issuer)
    app = create_service_app(
        settings,
        name="bank",
        title="Bank",
        routers=[
            parked_router(bank.projections, group=bank.group, known=bank.known),
            parked_pages(bank.projections, service="bank", group=bank.group, known=bank.known),
            running_pages(bank.projections, service="bank", group=bank.group, known=bank.known),
        ],
        package="tests.shared.kernel",
    )
    return lambda account: api_client(app, issuer.token(account))


@pytest_asyncio.fixture
async def operator(kernel_engine: AsyncEngine, clients: Callable[[UUID], Client]) -> Client:
    account = new_id()
    await given_grant(kernel_engine, account, Role.SYSTEM_ADMINISTRATOR, CENTRE)
    return clients(account)
