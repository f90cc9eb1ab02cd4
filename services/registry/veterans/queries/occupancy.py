"""How many a unit has, which keeps it from closing (rule R10)."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.queries import Occupancy
from services.registry.veterans.domain.standing import State
from services.registry.veterans.tables import VETERAN


async def _count_at(connection: AsyncConnection, org_code: str) -> int:
    living = select(func.count()).where(VETERAN.c.org_code == org_code, VETERAN.c.state == State.REGISTERED)
    return await connection.scalar(living) or 0


ACTIVE_VETERANS = Occupancy(
    "active-veterans",
    "还有 {count} 名在册退役军人。",
    "Registered veterans held there: {count}.",
    _count_at,
)
