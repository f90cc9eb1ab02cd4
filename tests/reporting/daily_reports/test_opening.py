"""Reports are opened just after midnight, and closed the next morning."""

from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.daily_reports.commands import opening
from services.reporting.daily_reports.commands.filing import submit_daily_report
from services.reporting.daily_reports.commands.opening import CLOSE_REPORTS, OPEN_REPORTS
from services.reporting.daily_reports.domain.report import ReportState
from services.reporting.daily_reports.projection import DAILY_REPORTS_FOLLOW
from services.reporting.daily_reports.queries.reports import WantedReports, fetch_reports, list_outstanding
from shared.auth.roles import Role
from shared.http.dependencies import Reading
from shared.schedule.job import Missed
from tests.given import given_caller
from tests.reporting.daily_reports.given import (
    DAY,
    NEXT,
    at,
    closed,
    given_reports,
    opened,
    report,
    reports,
    sheet,
    submitted,
    told,
    work,
)
from tests.reporting.given import (
    SHIAN,
    STATIONS,
    UNIT,
    UNIT_ROOM,
    WAIZI,
    code_of,
    fold,
    unit_closed,
    unit_established,
    veteran_registered,
)
from tests.reporting.moves import goes_below

FOUNDED_LATER = "411329.411329106"


class TestOpening:
    async def test_gives_every_station_that_stands_one_report_a_day(self, reporting_engine: AsyncEngine) -> None:
        await given_reports(reporting_engine)
        await opened(reporting_engine)
        found = await reports(reporting_engine)
        assert sorted(found) == sorted(code_of(path) for path in STATIONS)
        one = found[code_of(SHIAN)]
        assert (one.state, one.due_at, one.closes_at) == (ReportState.DUE, at(17, 30), at(9, day=NEXT))
        [(name, sequence, data)] = await told(reporting_engine, one.report_id)
        assert (name, sequence) == ("daily-report-due", 1)
        assert data == {
            "report_id": str(one.report_id),
            "org_code": code_of(SHIAN),
            "org_path": SHIAN,
            "day": "2019-04-23",
            "due_at": "2019-04-23T09:30:00Z",
            "closes_at": "2019-04-24T01:00:00Z",
        }

    async def test_leaves_out_stations_that_do_not_stand_that_day(self, reporting_engine: AsyncEngine) -> None:
        await given_reports(reporting_engine, date(2019, 1, 2))
        await fold(reporting_engine, [unit_established(FOUNDED_LATER, NEXT), unit_closed(UNIT, DAY)])
        await opened(reporting_engine)
        await opened(reporting_engine, NEXT)
        assert await reports(reporting_engine, date(2019, 1, 2)) == {}
        assert sorted(await reports(reporting_engine)) == [code_of(SHIAN), code_of(WAIZI)]
        assert sorted(await reports(reporting_engine, NEXT)) == [code_of(SHIAN), code_of(WAIZI), "411329106"]

    async def test_goes_on_until_all_are_open(
        self, reporting_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(opening, "AT_ONCE", 2)
        await given_reports(reporting_engine)
        assert len(await reports(reporting_engine)) == 3
        await closed(reporting_engine, at(9, 1, day=NEXT))
        assert {each.state for each in (await reports(reporting_engine)).values()} == {ReportState.MISSED}

    async def test_is_made_up_for_but_not_for_more_than_a_month(self, reporting_engine: AsyncEngine) -> None:
        await given_reports(reporting_engine, DAY - timedelta(days=40))
        await opened(reporting_engine, now=at(0, 5) + timedelta(days=31))
        assert len(await reports(reporting_engine)) == 3
        await opened(reporting_engine, NEXT, now=at(0, 5, 1, day=NEXT) + timedelta(days=31))
        assert await reports(reporting_engine, NEXT) == {}
        assert OPEN_REPORTS.missed is Missed.EACH

    async def test_leaves_time_for_one_that_was_opened_after_it_was_due(self, reporting_engine: AsyncEngine) -> None:
        """A worker that stood still makes no report missed that nobody could hand in."""
        await given_reports(reporting_engine, date(2019, 1, 2))
        await opened(reporting_engine, now=at(10, day=NEXT))
        await closed(reporting_engine, at(10, 1, day=NEXT))
        one = await report(reporting_engine)
        assert (one.state, one.day, one.due_at) == (ReportState.DUE, DAY, at(17, 30, day=NEXT))
        after = await submitted(reporting_engine, at(17, 30, day=NEXT), sheet(visited=1))
        assert (after.state, after.minutes_late) == (ReportState.SUBMITTED, 0)


class TestAStationThatMoves:
    async def test_takes_its_report_along(self, reporting_engine: AsyncEngine) -> None:
        """Opened at the old place, handed in by who has the grant at the new one; what was counted before counts."""
        await given_reports(reporting_engine)
        one = await report(reporting_engine, UNIT)
        told_at = at(9, day=DAY)
        await fold(reporting_engine, [veteran_registered(UNIT_ROOM, DAY)], time=told_at)
        there = await goes_below(reporting_engine, UNIT, WAIZI, DAY, DAILY_REPORTS_FOLLOW)
        after = await report(reporting_engine, UNIT)
        assert (one.org_path, after.org_path) == (UNIT, there)
        clerk = given_caller(Role.STATION_STAFF, there)
        await submit_daily_report(work(reporting_engine, at(10), clerk), one.report_id, sheet(registered=1))
        await opened(reporting_engine, NEXT)
        assert (await report(reporting_engine, UNIT, NEXT)).org_path == there


class TestClosing:
    async def test_marks_what_was_not_handed_in_while_it_could_be_late(self, reporting_engine: AsyncEngine) -> None:
        await given_reports(reporting_engine, DAY, NEXT)
        await closed(reporting_engine, at(9, day=NEXT))
        assert (await report(reporting_engine)).state is ReportState.DUE
        await closed(reporting_engine, at(9, 1, day=NEXT))
        await closed(reporting_engine, at(9, 2, day=NEXT))
        missed = await report(reporting_engine)
        assert (missed.state, missed.version) == (ReportState.MISSED, 2)
        [_, (name, sequence, data)] = await told(reporting_engine, missed.report_id)
        assert (name, sequence, data["day"]) == ("daily-report-missed", 2, "2019-04-23")
        assert (await report(reporting_engine, day=NEXT)).state is ReportState.DUE

    async def test_leaves_out_a_station_that_was_closed_since_it_was_opened(
        self, reporting_engine: AsyncEngine
    ) -> None:
        """It owes none of the day from which on it is closed, and that of the day before."""
        await given_reports(reporting_engine, DAY, NEXT)
        await fold(reporting_engine, [unit_closed(WAIZI, NEXT)], time=at(10, day=NEXT))
        await closed(reporting_engine, at(9, 1, day=NEXT + timedelta(days=1)))
        states = [(await report(reporting_engine, WAIZI, day)).state for day in (DAY, NEXT)]
        assert states == [ReportState.MISSED, ReportState.DUE]
        async with reporting_engine.connect() as connection:
            reading = Reading(connection, given_caller(), at(9, 2, day=NEXT + timedelta(days=1)))
            waiting = await list_outstanding(reading, 10)
            found = await fetch_reports(reading, WantedReports(shown="outstanding"), None, 10, view=lambda row: row)
        for rows in (waiting, found.items):
            assert [row.day for row in rows if row.org_code == code_of(WAIZI)] == [DAY]

    def test_comes_a_minute_after_the_last_instant_of_lateness(self) -> None:
        assert CLOSE_REPORTS.recurrence is not None
        assert CLOSE_REPORTS.recurrence.after(at(9, day=NEXT)) == at(9, 1, day=NEXT)
