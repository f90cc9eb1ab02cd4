"""Hands that hold a round, nominate and grant."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.main import create_app
from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.awards.given import Round
from tests.benefits.given import ROOM
from tests.given import CENTRE, given_grant

HANDS = ((Role.CENTRE_STAFF, CENTRE), (Role.ROOM_STAFF, ROOM), (Role.BUREAU_LEADER, CENTRE))


@pytest.fixture
async def selection(
    benefits_engine: AsyncEngine,
    settings_of: Any,
    token_for: Any,
    api_client: Callable[..., httpx2.AsyncClient],
) -> Round:
    """No round yet: somebody of the centre, of the room, and a leader."""
    app, clients = create_app(settings_of("benefits")), []
    for role, path in HANDS:
        account = new_id()
        await given_grant(benefits_engine, account, role, path)
        clients.append(api_client(app, token_for(account)))
    centre, room, leader = clients
    return Round(centre, room, leader)
