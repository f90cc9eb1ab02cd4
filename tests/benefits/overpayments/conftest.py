"""Who asks back, and what was overpaid."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.benefits.main import create_app
from services.benefits.payments.commands.changing import Change, end_entitlement
from shared.auth.roles import Role
from shared.ids import new_id
from tests.benefits.given import ROOM
from tests.benefits.overpayments.given import LAST, Hands, paid
from tests.benefits.payments.given import given_county_pays, given_veteran, granted
from tests.given import given_grant, given_work


@pytest.fixture
async def hands(
    benefits_engine: AsyncEngine, settings_of: Any, token_for: Any, api_client: Callable[..., Any]
) -> Hands:
    """Two of the centre, the leader, somebody of the room."""
    app, clients = create_app(settings_of("benefits")), []
    places = ((Role.CENTRE_STAFF, "411329"), (Role.CENTRE_STAFF, "411329"), (Role.BUREAU_LEADER, "411329"))
    for role, path in (*places, (Role.ROOM_STAFF, ROOM)):
        account = new_id()
        await given_grant(benefits_engine, account, role, path)
        clients.append(api_client(app, token_for(account)))
    return tuple(clients)


@pytest.fixture
async def overpaid(benefits_engine: AsyncEngine, hands: Hands) -> UUID:
    """Of an entitlement, the two last months that were paid were not due."""
    await given_county_pays(benefits_engine)
    own = await granted(benefits_engine, await given_veteran(benefits_engine))
    await paid(hands, str(LAST))
    change = Change(LAST.later(-2), "condition-not-met", "核查通知")
    await end_entitlement(given_work(benefits_engine), own, change)
    return own
