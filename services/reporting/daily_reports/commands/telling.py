"""Which sheets a bulletin tells: what is corrected after that, the next one adjusts, and the report was wrong."""

from datetime import date

from sqlalchemy import func, update

from services.reporting.daily_reports.tables import DAILY_REPORT
from shared.command import Transaction

_REPORT = DAILY_REPORT.c


async def keep_told(tx: Transaction, first: date, last: date) -> None:
    """Part of the command that issues the bulletin of these days, before it looks whether the reports say what was
    counted: nobody corrects one of them until the bulletin is issued or refused."""
    of_days = update(DAILY_REPORT).where(_REPORT.day.between(first, last))
    await tx.connection.execute(of_days.values(told_edition=func.nullif(_REPORT.edition, 0)))
