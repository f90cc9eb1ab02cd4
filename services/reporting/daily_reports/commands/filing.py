"""A station hands in its report and corrects it; the centre returns it."""

from uuid import UUID

from sqlalchemy import insert

from services.reporting.daily_reports.commands.keeping import lock_report, store, tell
from services.reporting.daily_reports.commands.opening import miss
from services.reporting.daily_reports.domain.report import HandedInAlready, Report, ReportState
from services.reporting.daily_reports.domain.sheet import Facts, Sheet, in_order, must_be_possible
from services.reporting.daily_reports.queries.reports import count_for, find_sheet, find_sheet_before
from services.reporting.daily_reports.tables import DAILY_REPORT_EDITION, DAILY_REPORT_RETURN
from services.reporting.report_hours.queries import find_timetable
from services.reporting.report_lines.queries import find_lists
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.reporting.daily_reports import (
    DailyReportBackfilled,
    DailyReportCorrected,
    DailyReportLate,
    DailyReportReturned,
    DailyReportSubmitted,
)

_SAID = ("edition", "is_zero")


@command
async def submit_daily_report(
    tx: Transaction, report_id: UUID, sheet: Sheet, *, reason: str | None = None, version: int | None = None
) -> Report:
    """Its first sheet, at whatever time. What nobody has marked as missed yet is, before it is backfilled.

    Raises `DailyReportNotFound` (also outside the scope), `DailyReportChanged`, `HandedInAlready`,
    `DailyReportInvalid`.
    """
    report = await lock_report(tx, report_id, version, purpose=reason or "")
    if report.edition:
        raise HandedInAlready
    facts, before = await _judge(tx, report, sheet, reason)
    if report.state is ReportState.DUE and tx.now > report.closes_at:
        report = await miss(tx, report)
    after = report.handed_in(sheet, before, tx.now, tx.caller.hands)
    await _write(tx, after, facts)
    lines = in_order(facts.lines, sheet.lines)
    if after.state is ReportState.SUBMITTED:
        tell(tx, DailyReportSubmitted, after, _SAID, lines=lines)
    else:
        late = DailyReportLate if after.state is ReportState.LATE else DailyReportBackfilled
        tell(tx, late, after, (*_SAID, "minutes_late"), lines=lines)
    return after


@command
async def correct_daily_report(
    tx: Transaction, report_id: UUID, sheet: Sheet, *, reason: str, version: int | None = None
) -> Report:
    """Another sheet; those before it are kept. What was returned is handed in again by it.

    Raises `DailyReportNotFound` (also outside the scope), `DailyReportChanged`, `NotHandedIn`, `DailyReportInvalid`.
    """
    report = await lock_report(tx, report_id, version, purpose=reason)
    report.must_be_handed_in()
    stands = None if report.return_reason else await find_sheet(tx.connection, report_id)
    facts, before = await _judge(tx, report, sheet, reason, stands)
    after = report.corrected(sheet, before, tx.caller.hands)
    await _write(tx, after, facts)
    tell(tx, DailyReportCorrected, after, _SAID, lines=in_order(facts.lines, sheet.lines))
    return after


@command
async def return_daily_report(
    tx: Transaction, report_id: UUID, *, reason: str, note: str, version: int | None = None
) -> Report:
    """To be handed in again; how punctual it was stays.

    Raises `DailyReportNotFound` (also outside the scope), `DailyReportChanged`, `NotHandedIn`, `ReturnedAlready`,
    `OwnDailyReport`.
    """
    report = await lock_report(tx, report_id, version, purpose=note)
    after = report.returned(reason, note, tx.caller.hands)
    await store(tx, after)
    line = {
        "report_id": report_id,
        "edition": after.edition,
        "reason": reason,
        "note": note,
        "returned_by": tx.caller.account_id,
        "returned_at": tx.now,
    }
    await tx.connection.execute(insert(DAILY_REPORT_RETURN).values(line))
    tell(tx, DailyReportReturned, after, ("edition",), reason=reason)
    return after


async def _judge(
    tx: Transaction, report: Report, sheet: Sheet, reason: str | None, stands: Sheet | None = None
) -> tuple[Facts, Sheet | None]:
    """What it was judged on, and what the station said of the day before. Raises `DailyReportInvalid`."""
    lines = (await find_lists(tx.connection)).on(report.day).lines
    counted = await count_for(tx.connection, report, lines)
    nothing_from = (await find_timetable(tx.connection)).nothing_from(report.day)
    facts = Facts(lines, sheet, counted, reason, stands)
    must_be_possible(facts, today=local_date(tx.now), nothing_from=nothing_from, at=tx.now)
    return facts, await find_sheet_before(tx.connection, report.org_code, report.day)


async def _write(tx: Transaction, report: Report, facts: Facts) -> None:
    await store(tx, report)
    line = {
        "report_id": report.report_id,
        "edition": report.edition,
        "lines": in_order(facts.lines, facts.sheet.lines),
        "counted": dict(facts.counted),
        "text": facts.sheet.text,
        "reason": facts.reason,
        "written_by": tx.caller.account_id,
        "written_at": tx.now,
    }
    await tx.connection.execute(insert(DAILY_REPORT_EDITION).values(line))
