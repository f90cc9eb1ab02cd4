"""How many a unit has, which keeps it from closing (rule R10)."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.queries import Occupancy
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.tables import VETERAN


async def _count_at(connection: AsyncConnection, org_code: str) -> int:
    living = select(func.count()).where(VETERAN.c.org_code == org_code, VETERAN.c.state == FileState.REGISTERED)
    return await connection.scalar(living) or 0


async def _count_served(connection: AsyncConnection, org_code: str) -> int:
    living = select(func.count()).where(
        VETERAN.c.residence_org_code == org_code, VETERAN.c.state == FileState.REGISTERED
    )
    return await connection.scalar(living) or 0


ACTIVE_VETERANS = Occupancy(
    "active-veterans",
    "还有 {count} 名在册退役军人。",
    "Registered veterans held there: {count}.",
    _count_at,
)

SERVED_VETERANS = Occupancy(
    "served-veterans",
    "还有 {count} 名在此常住、由本机构提供服务的退役军人，请先登记其常住地变更。",
    "Veterans who live there and are served by it: {count}; record where their residence moves first.",
    _count_served,
)
