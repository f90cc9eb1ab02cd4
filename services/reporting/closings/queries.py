"""What figures still count at an organisation that is to be closed."""

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.figures.tables import FIGURE_CHANGE
from shared.service.closings import Count


def counting(figure_code: str) -> Count:
    """Of this figure what the unit holds itself, by all that is told until now: none once all of it has gone."""

    async def count(connection: AsyncConnection, org_code: str) -> int:
        path = FIGURE_CHANGE.c.org_path
        there = or_(path == org_code, path.endswith(f".{org_code}", autoescape=True))
        held = select(func.sum(FIGURE_CHANGE.c.delta)).where(there, FIGURE_CHANGE.c.figure_code == figure_code)
        return int(await connection.scalar(held) or 0)

    return count
