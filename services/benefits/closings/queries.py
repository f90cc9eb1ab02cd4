"""What is open at an organisation that is to be closed."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.cases.queries import UNDER_WAY
from services.benefits.cases.tables import CASE, REVOKED_MERGER
from services.benefits.directory.tables import ORG_UNIT
from shared.clearance.tables import CLOSING_UNIT


async def count_open_cases(connection: AsyncConnection, org_code: str) -> int:
    """Cases there that are not ended."""
    there = select(func.count()).where(CASE.c.org_code == org_code, CASE.c.state.in_(UNDER_WAY))
    return await connection.scalar(there) or 0


async def let_openers_finish(connection: AsyncConnection, org_code: str) -> None:
    """Whoever opens a case holds the organisation: until the transaction ends nobody opens one there, and whoever comes
    later finds that it is to be closed."""
    await connection.execute(select(ORG_UNIT.c.org_code).where(ORG_UNIT.c.org_code == org_code).with_for_update())


async def list_merged_with_cases(connection: AsyncConnection) -> list[str]:
    """Organisations that are merged into another one, and have cases which that one takes over."""
    merged = (
        select(CLOSING_UNIT.c.org_code)
        .join(CASE, CASE.c.org_code == CLOSING_UNIT.c.org_code)
        .where(CLOSING_UNIT.c.successor_code.is_not(None), CASE.c.state.in_(UNDER_WAY))
        .distinct()
    )
    return list(await connection.scalars(merged.order_by(CLOSING_UNIT.c.org_code)))


async def list_unmerged_with_cases(connection: AsyncConnection) -> list[str]:
    """Organisations whose merger was taken back, and which have cases at the other one still."""
    revoked = REVOKED_MERGER.c
    unmerged = (
        select(revoked.org_code)
        .join(CASE, (CASE.c.org_code == revoked.successor_code) & (CASE.c.came_from[1] == revoked.org_code))
        .where(CASE.c.state.in_(UNDER_WAY))
        .distinct()
    )
    return list(await connection.scalars(unmerged.order_by(revoked.org_code)))
