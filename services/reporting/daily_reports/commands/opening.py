"""Just after midnight every station that stands gets a report to hand in, and each of its rooms a line; what is not
there in the end is missed."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, time, timedelta

from sqlalchemy import insert

from services.reporting.daily_reports.commands.keeping import columns_of, store, tell
from services.reporting.daily_reports.domain.report import Report
from services.reporting.daily_reports.domain.rooms import RoomLine
from services.reporting.daily_reports.queries.reports import list_covered, list_last_days, lock_overdue
from services.reporting.daily_reports.tables import DAILY_REPORT, ROOM_LINE
from services.reporting.report_hours.queries import find_timetable
from services.reporting.units.domain import parent_of
from services.reporting.units.queries import list_standing
from shared.auth.moved import standing
from shared.calendar.queries import find_calendar
from shared.clock import local_date
from shared.command import Transaction
from shared.events.reporting.daily_reports import DailyReportDue, DailyReportMissed
from shared.ids import new_id
from shared.schedule.job import Due, Job, Missed, Payload
from shared.schedule.recurrence import daily, hourly

AT_ONCE = 500
# A county whose worker stood still for longer, or whose clock was moved, owes no reports of all the days between.
LONGEST_BEHIND = timedelta(days=31)


async def open_reports(tx: Transaction, due: Due) -> Payload | None:
    """Of the day on which the job is due; so many at once, the others follow."""
    day = local_date(due.at)
    calendar, hours = await find_calendar(tx.connection), await find_timetable(tx.connection)
    if tx.now - due.at > LONGEST_BEHIND or not hours.is_owed(day, calendar):
        return None
    covered = await list_covered(tx.connection, day)
    standing_then = await list_standing(tx.connection, day, "station")
    stations = [unit for unit in standing_then if unit.code not in covered]
    now = stations[:AT_ONCE]
    before = await list_last_days(tx.connection, [unit.code for unit in now], day)
    counted = hours.day_that_counts(day, tx.now, calendar)
    ends = (hours.due_at(counted), hours.closes_at(counted))
    places = await standing(tx.connection, [unit.path for unit in now])
    reports = {
        unit.path: Report(
            new_id(), unit.code, places[unit.path], day, hours.covers_from(day, *before[unit.code]), *ends
        )
        for unit in now
    }
    if reports:
        await tx.connection.execute(insert(DAILY_REPORT), [columns_of(report) for report in reports.values()])
        await _open_lines(tx, reports, hours.rooms_due_at(counted))
    for report in reports.values():
        tell(tx, DailyReportDue, report, ("due_at", "closes_at"))
    return {} if len(stations) > AT_ONCE else None


async def _open_lines(tx: Transaction, reports: Mapping[str, Report], due_at: datetime) -> None:
    """Of every room that stands that day below a station, whose report is given by its path of that day."""
    day = next(iter(reports.values())).day
    standing_then = await list_standing(tx.connection, day, "room")
    rooms = [room for room in standing_then if parent_of(room.path) in reports]
    places = await standing(tx.connection, [room.path for room in rooms])
    lines = [
        asdict(RoomLine.of(reports[parent_of(room.path)], new_id(), room.code, places[room.path], due_at))
        for room in rooms
    ]
    if lines:
        await tx.connection.execute(insert(ROOM_LINE), lines)


async def close_reports(tx: Transaction, due: Due) -> Payload | None:
    """All whose time is over, of stations that stood that day; so many at once, the others follow."""
    over = await lock_overdue(tx.connection, tx.now, AT_ONCE)
    for report in over:
        await miss(tx, report)
    return {} if len(over) == AT_ONCE else None


async def miss(tx: Transaction, report: Report) -> Report:
    """It is missed, and told to be."""
    missed = report.missed()
    await store(tx, missed)
    tell(tx, DailyReportMissed, missed)
    return missed


OPEN_REPORTS = Job("open-daily-reports", open_reports, daily(time(0, 5)), missed=Missed.EACH)
# A minute after each hour, whichever the county decides on: at its very end a report is still late.
CLOSE_REPORTS = Job("close-daily-reports", close_reports, hourly(1))
