"""Reports go with their station: whose staff hands them in is asked of today's tree."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.daily_reports.tables import DAILY_REPORT
from shared.auth.moved import MOVES, Moved, follow
from shared.inbox.projection import Delivered, Projection


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Moved]]) -> None:
    """Every path that is kept leads to where its unit stands."""
    await follow(connection, DAILY_REPORT.c.org_path)


# Reports are the service's own; a rebuild has nothing to make anew.
DAILY_REPORTS_FOLLOW = Projection("daily-reports-follow", MOVES, apply, ())
