"""Daily reports of the small county, opened as the clock opens them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.daily_reports.commands.filing import submit_daily_report
from services.reporting.daily_reports.commands.opening import CLOSE_REPORTS, OPEN_REPORTS
from services.reporting.daily_reports.domain.report import Report
from services.reporting.daily_reports.domain.sheet import Sheet
from services.reporting.daily_reports.domain.sheet import numbers as numbers_of
from services.reporting.daily_reports.queries.reports import report_of
from services.reporting.daily_reports.tables import DAILY_REPORT
from services.reporting.report_lines.parameters import FIRST
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.clock import SHANGHAI, local_date, machine_now
from shared.command import Transaction, Work, command
from shared.schedule.job import Due, Job
from tests.given import given_caller, given_work
from tests.reporting.given import SHIAN, code_of, fold, small_county

DAY = date(2019, 4, 23)
NEXT = DAY + timedelta(days=1)
LINES = FIRST.lines
ZERO: Mapping[str, Any] = {line.code: 0 for line in LINES}
# A day of this machine, lest tokens are of another time; ten in the morning of it.
TODAY = local_date(machine_now())
MORNING = datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=SHANGHAI)
CLERK: Caller = given_caller(Role.STATION_STAFF, SHIAN)


def at(hour: int, minute: int = 0, second: int = 0, *, day: date = DAY) -> datetime:
    """An instant of the day in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=SHANGHAI)


def numbers(given: Mapping[str, int]) -> dict[str, int]:
    """Every line that a county begins with."""
    return numbers_of(LINES, given)


def filled(*, form: bool = False, **lines: object) -> dict[str, Any]:
    """What is sent of every line, 0 where nothing is given: over HTTP, or (`form`) in a form."""
    numbers = {**ZERO, **lines}
    return {f"lines.{code}": number for code, number in numbers.items()} if form else {"lines": numbers}


def sheet(text_: str | None = None, *, nothing: bool = False, **lines: int) -> Sheet:
    """What a station says; lines that are not given are 0."""
    return Sheet(numbers(lines), text_, nothing)


def work(engine: AsyncEngine, now: datetime, caller: Caller = CLERK) -> Work:
    """Of a clerk of the station at Shi'an."""
    return given_work(engine, caller, now)


@command
async def _run(tx: Transaction, job: Job, due: datetime) -> None:
    payload: Any = {}
    while payload is not None:
        payload = await job.run(tx, Due("", due, payload))


async def opened(engine: AsyncEngine, day: date = DAY, now: datetime | None = None) -> None:
    """Just after midnight; `now`: later, since no worker ran."""
    due = at(0, 5, day=day)
    await _run(given_work(engine, now=now or due), OPEN_REPORTS, due)


async def closed(engine: AsyncEngine, now: datetime) -> None:
    """What the clock does in the morning."""
    await _run(given_work(engine, now=now), CLOSE_REPORTS, now)


async def given_reports(engine: AsyncEngine, *days: date) -> None:
    """The small county, each of whose stations owes a report of these days."""
    await fold(engine, small_county())
    for day in days or (DAY,):
        await opened(engine, day)


async def reports(engine: AsyncEngine, day: date = DAY) -> dict[str, Report]:
    """Those of a day, by the code of the station."""
    async with engine.connect() as connection:
        rows = await connection.execute(select(DAILY_REPORT).where(DAILY_REPORT.c.day == day))
        return {row.org_code: report_of(row) for row in rows}


async def report(engine: AsyncEngine, path: str = SHIAN, day: date = DAY) -> Report:
    """That of one station."""
    return (await reports(engine, day))[code_of(path)]


async def submitted(engine: AsyncEngine, now: datetime, said: Sheet, day: date = DAY, **more: Any) -> Report:
    """The station at Shi'an hands its report in."""
    return await submit_daily_report(work(engine, now), (await report(engine, day=day)).report_id, said, **more)


async def told(engine: AsyncEngine, report_id: UUID) -> Sequence[tuple[str, int, dict[str, Any]]]:
    """What was published of one report, in order: short name, sequence, data."""
    found = text("SELECT type, aggregate_version, payload FROM outbox WHERE aggregate_id = :id ORDER BY id")
    async with engine.connect() as connection:
        rows = (await connection.execute(found, {"id": str(report_id)})).all()
    return [(kind.split(".")[3], version, msgspec.json.decode(payload)) for kind, version, payload in rows]
