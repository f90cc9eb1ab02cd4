"""What figures still count at an organisation that is to be closed."""

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.figures.tables import FIGURE_CHANGE

VETERANS = "F01"


async def count_veterans(connection: AsyncConnection, org_code: str) -> int:
    """Registered veterans whom it holds itself, by all that is told until now: once everybody has moved there is
    none."""
    path = FIGURE_CHANGE.c.org_path
    there = or_(path == org_code, path.endswith(f".{org_code}", autoescape=True))
    held = select(func.sum(FIGURE_CHANGE.c.delta)).where(there, FIGURE_CHANGE.c.figure_code == VETERANS)
    return int(await connection.scalar(held) or 0)
