"""Each day of work of a station lies in exactly one report, whatever becomes of the calendar and of the unit."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.daily_reports.queries.reports import count_for
from services.reporting.report_hours.commands import confirm_report_hours, propose_report_hours
from services.reporting.report_hours.parameters import Hours
from shared.auth.roles import Role
from shared.events.registry.org_units import OrgUnitClosureRevoked
from shared.schedule.working_days import WrittenNotice, enter_notice
from tests.given import CENTRE, given_caller, given_work
from tests.reporting.daily_reports.given import DAY, LINES, NEXT, at, opened, reports, sheet, submitted
from tests.reporting.given import (
    SHIAN,
    WAIZI,
    YANGYING,
    code_of,
    fold,
    small_county,
    unit_closed,
    unit_established,
    veteran_registered,
)

NEW = f"{CENTRE}.411329106"
AFTER = NEXT + timedelta(days=1)
SUNDAY = date(2019, 4, 28)  # that was worked
OFF = [
    (date(2018, 12, 30), date(2019, 1, 1)),
    (date(2019, 2, 4), date(2019, 2, 10)),
    (date(2019, 4, 5), date(2019, 4, 7)),
    (date(2019, 5, 1), date(2019, 5, 4)),
    (date(2019, 6, 7), date(2019, 6, 9)),
    (date(2019, 9, 13), date(2019, 9, 15)),
    (date(2019, 10, 1), date(2019, 10, 7)),
]
WORKED = [date(2018, 12, 29), date(2019, 2, 2), date(2019, 2, 3), SUNDAY, date(2019, 5, 5), date(2019, 9, 29)]


def notice(off: Iterable[date] = (), without: Iterable[date] = ()) -> WrittenNotice:
    """The year as it was told, with more days off, and fewer weekends that are worked."""
    days = [*OFF, *((day, day) for day in off)]
    worked = [day for day in (*WORKED, date(2019, 10, 12)) if day not in set(without)]
    return WrittenNotice(source="县府办通知", off=days, worked=worked)


async def given_working_days(engine: AsyncEngine, since: date) -> None:
    """The small county, whose stations owe a report of working days from a day on."""
    await fold(engine, small_county())
    hours = Hours(since, time(17, 30), time(9), "working-days", "办法")
    before = at(20, day=since - timedelta(days=1))
    plan = await propose_report_hours(given_work(engine, given_caller(), before), hours)
    await confirm_report_hours(given_work(engine, given_caller(Role.BUREAU_LEADER), before), plan)


async def reports_of(engine: AsyncEngine, path: str, *days: date) -> list[date]:
    """Those of these days in which the one registration at a station is counted."""
    found = []
    async with engine.connect() as connection:
        for day in days:
            own = (await reports(engine, day)).get(code_of(path))
            if own and (await count_for(connection, own, LINES))["registered"]:
                found.append(day)
    return found


class TestAStation:
    async def test_tells_the_work_of_the_day_on_which_it_is_set_up(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, small_county())
        await opened(reporting_engine)
        await fold(reporting_engine, [unit_established(NEW, DAY)], time=at(9))
        await fold(reporting_engine, [veteran_registered(NEW, DAY)], time=at(10))
        await opened(reporting_engine, NEXT)
        await opened(reporting_engine, AFTER)
        assert await reports_of(reporting_engine, NEW, DAY, NEXT, AFTER) == [NEXT]

    async def test_tells_the_work_of_the_day_on_which_its_closure_is_revoked(
        self, reporting_engine: AsyncEngine
    ) -> None:
        await fold(reporting_engine, small_county())
        await opened(reporting_engine)
        await fold(reporting_engine, [unit_closed(WAIZI, DAY)], time=at(18))
        await opened(reporting_engine, NEXT)
        none = OrgUnitClosureRevoked(org_code=code_of(WAIZI), org_path=WAIZI, kind="station", closed_on=DAY)
        await fold(reporting_engine, [none], time=at(9, day=NEXT))
        await fold(reporting_engine, [veteran_registered(WAIZI, NEXT)], time=at(10, day=NEXT))
        await opened(reporting_engine, AFTER)
        assert await reports_of(reporting_engine, WAIZI, DAY, NEXT, AFTER) == [AFTER]

    async def test_has_no_report_of_a_day_that_a_later_one_covers(self, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, small_county())
        await opened(reporting_engine, NEXT)
        await opened(reporting_engine, DAY, now=at(10, day=NEXT))
        assert await reports(reporting_engine) == {}


class TestTheCalendar:
    async def test_may_get_a_day_off_after_its_report_was_opened(self, reporting_engine: AsyncEngine) -> None:
        await given_working_days(reporting_engine, DAY)
        await opened(reporting_engine)
        await fold(reporting_engine, [veteran_registered(YANGYING, DAY)], time=at(10))
        await submitted(reporting_engine, at(17), sheet(registered=1))
        await enter_notice(given_work(reporting_engine, now=at(18)), 2019, notice(off=[DAY]))
        await opened(reporting_engine, NEXT)
        assert await reports_of(reporting_engine, SHIAN, DAY, NEXT) == [DAY]

    async def test_may_get_a_weekend_that_is_worked_on_its_very_day(self, reporting_engine: AsyncEngine) -> None:
        friday, saturday, monday = (SUNDAY + timedelta(days=number) for number in (-2, -1, 1))
        await enter_notice(given_work(reporting_engine, now=at(8)), 2019, notice(without=[SUNDAY]))
        await given_working_days(reporting_engine, NEXT)
        for day in (friday, saturday, SUNDAY):
            await opened(reporting_engine, day)
        await fold(reporting_engine, [veteran_registered(YANGYING, saturday)], time=at(10, day=saturday))
        await enter_notice(given_work(reporting_engine, now=at(9, day=SUNDAY)), 2019, notice())
        await opened(reporting_engine, monday)
        assert await reports_of(reporting_engine, SHIAN, friday, saturday, SUNDAY, monday) == [monday]
