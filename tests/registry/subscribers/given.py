"""What is proposed for a system of others."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.subscribers.commands import confirm_subscription, propose_subscription
from services.registry.subscribers.domain import Wanted
from shared.auth.roles import Role
from tests.registry.given import CENTRE_CODE, TODAY, given_work

NAME = "civil-affairs-bureau"
UNTIL = TODAY + timedelta(days=300)


def wanted(*types: str, **other: object) -> Wanted:
    said = {"subscriber": NAME, "until_on": UNTIL, "purpose": "核对死亡", "legal_basis": "民政函3号"} | other
    return Wanted(types=types or ("veteran-deceased",), **said)  # type: ignore[arg-type]


async def given_proposal(engine: AsyncEngine, asked: Wanted) -> UUID:
    return await propose_subscription(given_work(engine, Role.SECURITY_ADMINISTRATOR), asked)


async def given_subscriber(engine: AsyncEngine, asked: Wanted) -> None:
    """Two people agreed."""
    proposal_id = await given_proposal(engine, asked)
    await confirm_subscription(given_work(engine, Role.BUREAU_LEADER), proposal_id, centre_code=CENTRE_CODE)
