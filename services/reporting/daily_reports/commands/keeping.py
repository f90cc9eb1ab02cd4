"""Parts of commands: a report for this transaction alone, what is written of it, and what is told."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import update

from services.reporting.daily_reports.domain.report import DailyReportNotFound, Report
from services.reporting.daily_reports.queries.reports import find_locked
from services.reporting.daily_reports.tables import DAILY_REPORT
from shared.command import Transaction
from shared.events.contract import Event


async def lock_report(tx: Transaction, report_id: UUID, version: int | None, *, purpose: str = "") -> Report:
    """Raises `DailyReportNotFound` (also outside the scope), `DailyReportChanged`."""
    tx.concerns(f"daily-report {report_id}", purpose=purpose)
    report = await find_locked(tx.connection, report_id)
    if report is None:
        raise DailyReportNotFound
    tx.caller.must_cover(report.org_path, DailyReportNotFound())
    report.must_be(version)
    return report


async def store(tx: Transaction, report: Report) -> None:
    """As it stands from now on."""
    own = DAILY_REPORT.c.report_id == report.report_id
    await tx.connection.execute(update(DAILY_REPORT).where(own).values(columns_of(report)))


def columns_of(report: Report) -> dict[str, Any]:
    """Of `daily_report`."""
    return asdict(report) | {"written_by": list(report.written_by)}


def tell(tx: Transaction, contract: type[Event], report: Report, also: Iterable[str] = (), **more: Any) -> None:
    """That it stands so now; `also`: fields of the report besides those that all events have."""
    names = ("report_id", "org_code", "org_path", "day", *also)
    tx.publish(contract(**{name: getattr(report, name) for name in names}, **more), sequence=report.version)
