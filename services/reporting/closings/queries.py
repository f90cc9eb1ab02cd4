"""What figures still count at an organisation that is to be closed, and what it still has to do."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.daily_reports.tables import DAILY_REPORT
from services.reporting.dispatches.domain.tasks import TO_BE_FOLLOWED
from services.reporting.dispatches.tables import DISPATCH_TASK
from services.reporting.figures.queries.sums import of_unit
from services.reporting.figures.tables import FIGURE_CHANGE
from services.reporting.slips.domain import OPEN
from services.reporting.slips.tables import SUPERVISION_SLIP
from shared.service.closings import Count


def counting(figure_code: str) -> Count:
    """Of this figure what the unit holds itself, by all that is told until now: none once all of it has gone."""

    async def count(connection: AsyncConnection, org_code: str) -> int:
        there = of_unit(FIGURE_CHANGE.c.org_path, org_code)
        held = select(func.sum(FIGURE_CHANGE.c.delta)).where(there, FIGURE_CHANGE.c.figure_code == figure_code)
        return int(await connection.scalar(held) or 0)

    return count


async def open_tasks(connection: AsyncConnection, org_code: str) -> int:
    """Tasks of dispatches that are not finished; planned ones are the centre's."""
    task = DISPATCH_TASK.c
    return await _count(connection, task.org_code == org_code, task.state.in_(TO_BE_FOLLOWED))


async def open_slips(connection: AsyncConnection, org_code: str) -> int:
    """Supervision slips that are not closed."""
    slip = SUPERVISION_SLIP.c
    return await _count(connection, slip.org_code == org_code, slip.state.in_(OPEN))


async def returned_reports(connection: AsyncConnection, org_code: str) -> int:
    """Daily reports that were sent back. One that is only due keeps no unit open: another is due on every day."""
    report = DAILY_REPORT.c
    return await _count(connection, report.org_code == org_code, report.return_reason.is_not(None))


async def _count(connection: AsyncConnection, *are: ColumnElement[bool]) -> int:
    return int(await connection.scalar(select(func.count()).where(*are)) or 0)
