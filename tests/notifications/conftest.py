"""The API of notifications over its own database, and those who ask it."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.main import create_app
from shared.auth.roles import Role
from shared.ids import new_id
from tests.given import CENTRE, given_grant


@pytest.fixture
def app(notifications_engine: AsyncEngine, settings_of: Any) -> FastAPI:
    created: FastAPI = create_app(settings_of("notifications"))
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
