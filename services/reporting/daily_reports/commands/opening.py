"""Just after midnight every station that stands gets a report to hand in; what is not there in the end is missed."""

from datetime import time, timedelta

from sqlalchemy import insert

from services.reporting.daily_reports.commands.keeping import columns_of, store, tell
from services.reporting.daily_reports.domain import Report, covers_from, hours_of, is_owed
from services.reporting.daily_reports.parameters import HOURS
from services.reporting.daily_reports.queries import list_opened, list_stations, lock_overdue
from services.reporting.daily_reports.tables import DAILY_REPORT
from shared.auth.moved import standing
from shared.calendar.queries import find_calendar
from shared.clock import local_date
from shared.command import Transaction
from shared.events.reporting.daily_reports import DailyReportDue, DailyReportMissed
from shared.ids import new_id
from shared.schedule.job import Due, Job, Missed, Payload
from shared.schedule.recurrence import Recurrence, daily

AT_ONCE = 500
# A county whose worker stood still for longer, or whose clock was moved, owes no reports of all the days between.
LONGEST_BEHIND = timedelta(days=31)


async def open_reports(tx: Transaction, due: Due) -> Payload | None:
    """Of the day on which the job is due; so many at once, the others follow."""
    day = local_date(due.at)
    calendar = await find_calendar(tx.connection)
    if tx.now - due.at > LONGEST_BEHIND or not is_owed(day, calendar):
        return None
    opened = await list_opened(tx.connection, day)
    stations = [unit for unit in await list_stations(tx.connection, day) if unit.code not in opened]
    first, hours = covers_from(day, calendar), hours_of(day, tx.now, calendar)
    places = await standing(tx.connection, [unit.path for unit in stations[:AT_ONCE]])
    reports = [Report(new_id(), unit.code, places[unit.path], day, first, *hours) for unit in stations[:AT_ONCE]]
    if reports:
        await tx.connection.execute(insert(DAILY_REPORT), [columns_of(report) for report in reports])
    for report in reports:
        tell(tx, DailyReportDue, report, ("due_at", "closes_at"))
    return {} if len(stations) > AT_ONCE else None


async def close_reports(tx: Transaction, due: Due) -> Payload | None:
    """All whose time is over; so many at once, the others follow."""
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


def _after(at: time) -> time:
    """The minute after: at its very end a report is still late."""
    minutes = at.hour * 60 + at.minute + 1
    return time(minutes // 60, minutes % 60)


CLOSINGS = Recurrence(tuple(sorted({_after(hours.closes) for hours in HOURS})))
OPEN_REPORTS = Job("open-daily-reports", open_reports, daily(time(0, 5)), missed=Missed.EACH)
CLOSE_REPORTS = Job("close-daily-reports", close_reports, CLOSINGS)
