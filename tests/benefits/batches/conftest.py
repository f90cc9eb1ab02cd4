"""Who proposes and releases, and whom is paid."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.main import create_app
from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.given import ROOM
from tests.benefits.payments.given import COMBAT, PENSION, given_county_pays, given_veteran, granted
from tests.given import given_grant


@pytest.fixture
async def hands(
    benefits_engine: AsyncEngine, settings_of: Any, token_for: Any, api_client: Callable[..., Any]
) -> tuple[httpx2.AsyncClient, ...]:
    """Two of the centre, the leader, somebody of the room."""
    app, clients = create_app(settings_of("benefits")), []
    for role, path in (
        (Role.CENTRE_STAFF, "411329"),
        (Role.CENTRE_STAFF, "411329"),
        (Role.BUREAU_LEADER, "411329"),
        (Role.ROOM_STAFF, ROOM),
    ):
        account = new_id()
        await given_grant(benefits_engine, account, role, path)
        clients.append(api_client(app, token_for(account)))
    return tuple(clients)


@pytest.fixture
async def held(benefits_engine: AsyncEngine) -> tuple[UUID, UUID]:
    """Two veterans paid from April 2019 on; how much a third one has is not known."""
    await given_county_pays(benefits_engine)
    own = [await granted(benefits_engine, await given_veteran(benefits_engine), COMBAT) for _ in range(2)]
    await granted(benefits_engine, await given_veteran(benefits_engine), PENSION)
    return own[0], own[1]
