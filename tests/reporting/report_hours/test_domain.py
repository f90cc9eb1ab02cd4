"""Of which day a fact is work, when a report is due, and how a county changes its hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.report_hours.domain import (
    OwnReportHours,
    Plan,
    ReportHoursBegun,
    ReportHoursChanged,
    ReportHoursInvalid,
    ReportHoursNotProposed,
    Timetable,
    minutes_late,
    must_be_possible,
)
from services.reporting.report_hours.parameters import HOURS, Hours
from shared.calendar.notices import released_calendar
from shared.calendar.working_days import CalendarYearMissing, WorkingCalendar
from shared.clock import SHANGHAI, local_date

DAY = date(2019, 4, 23)
CENTRE, LEADER = UUID(int=1), UUID(int=2)
INSTANTS = st.datetimes(datetime(2018, 1, 2), datetime(2099, 1, 1)).map(lambda each: each.replace(tzinfo=UTC))  # noqa: DTZ001
CALENDAR = released_calendar()
# From 1 May 2019 on, due earlier, of working days.
EARLIER = Hours(date(2019, 5, 1), time(16, 30), time(9), "working-days", "县通知", time(15), time(12))
ALWAYS, CHANGED = Timetable(), Timetable((*HOURS, EARLIER))


def at(hour: int, minute: int = 0, second: int = 0, *, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=SHANGHAI)


def plan(state: str = "proposed") -> Plan:
    return Plan(UUID(int=9), EARLIER, CENTRE, state)


class TestLateness:
    @given(INSTANTS, INSTANTS)
    def test_is_no_minute_up_to_the_instant_and_one_begun_after_it(self, due: datetime, handed_in: datetime) -> None:
        late = minutes_late(due, handed_in)
        assert (late == 0) == (handed_in <= due)
        assert late == 0 or timedelta(minutes=late - 1) < handed_in - due <= timedelta(minutes=late)


class TestADayOfWork:
    def test_ends_when_its_report_is_due(self) -> None:
        assert ALWAYS.day_of_work(at(17, 30)) == DAY
        assert ALWAYS.day_of_work(at(17, 30) + timedelta.resolution) == DAY + timedelta(days=1)
        assert ALWAYS.day_of_work(at(0)) == DAY

    @given(INSTANTS, st.sampled_from([ALWAYS, CHANGED]))
    def test_is_one_for_every_instant(self, instant: datetime, hours: Timetable) -> None:
        day = hours.day_of_work(instant)
        assert hours.begins_at(day) < instant <= hours.due_at(day)
        assert day - local_date(instant) in {timedelta(0), timedelta(days=1)}

    @given(st.sets(st.dates(date(2019, 5, 2), date(2019, 6, 20)), min_size=1))
    def test_belongs_to_one_report_whichever_days_have_one(self, opened: set[date]) -> None:
        days = sorted(opened)
        known_at = at(10, day=date(2019, 5, 1))
        firsts = [ALWAYS.covers_from(day, last, known_at) for last, day in zip([None, *days], days, strict=False)]
        covered = [
            first + timedelta(days=number)
            for first, last in zip(firsts, days, strict=True)
            for number in range((last - first).days + 1)
        ]
        assert covered == [date(2019, 5, 1) + timedelta(days=number) for number in range(len(covered))]
        assert covered[-1] == days[-1]


class TestHours:
    def test_hold_from_their_first_day_on(self) -> None:
        last, first = date(2019, 4, 30), date(2019, 5, 1)
        assert (CHANGED.due_at(last), CHANGED.due_at(first)) == (at(17, 30, day=last), at(16, 30, day=first))
        assert (CHANGED.rooms_due_at(last), CHANGED.rooms_due_at(first)) == (at(16, day=last), at(15, day=first))
        assert (CHANGED.nothing_from(last), CHANGED.nothing_from(first)) == (None, at(12, day=first))
        assert CHANGED.closes_at(first) == at(9, day=date(2019, 5, 2))
        assert CHANGED.begins_at(first) == at(17, 30, day=last)
        assert CHANGED.on(date(1999, 1, 1)) is HOURS[0]

    def test_may_leave_out_days_off_whose_work_is_the_next_report_s(self) -> None:
        assert CHANGED.is_owed(date(2019, 4, 28), CALENDAR)  # a Sunday of every day
        assert not CHANGED.is_owed(date(2019, 5, 4), CALENDAR)
        assert CHANGED.is_owed(date(2019, 5, 5), CALENDAR)  # a Sunday that was worked
        recorded = at(10, day=date(2019, 4, 1))
        assert CHANGED.covers_from(date(2019, 5, 5), date(2019, 4, 30), recorded) == date(2019, 5, 1)
        assert CHANGED.covers_from(date(2019, 5, 5), None, at(17, 31, day=date(2019, 5, 1))) == date(2019, 5, 2)
        assert CHANGED.covers_from(DAY, None, at(10, day=date(2019, 5, 1))) == DAY  # made up for later

    @pytest.mark.parametrize(
        ("opened", "day"),
        [
            (at(0, 5), DAY),
            (at(17, 30), DAY),
            (at(17, 30, 1), date(2019, 4, 24)),
            (at(10, day=date(2019, 4, 26)), date(2019, 4, 26)),
        ],
    )
    def test_are_those_of_the_next_report_where_one_was_opened_after_it_was_due(
        self, opened: datetime, day: date
    ) -> None:
        assert ALWAYS.day_that_counts(DAY, opened, CALENDAR) == day

    def test_where_one_was_opened_late_are_of_a_day_that_owes_a_report(self) -> None:
        opened = at(18, day=date(2019, 5, 10))
        assert CHANGED.day_that_counts(date(2019, 5, 10), opened, CALENDAR) == date(2019, 5, 13)

    def test_of_working_days_are_not_guessed(self) -> None:
        with pytest.raises(CalendarYearMissing):
            CHANGED.is_owed(date(2019, 5, 6), WorkingCalendar(()))
        assert CHANGED.is_owed(date(2019, 4, 30), WorkingCalendar(()))


class TestAPlan:
    def test_is_confirmed_by_another_before_its_first_day(self) -> None:
        after = plan().confirmed(date(2019, 4, 30), (LEADER,))
        assert (after.state, after.version) == ("confirmed", 2)
        with pytest.raises(OwnReportHours):
            plan().confirmed(DAY, (CENTRE,))
        with pytest.raises(ReportHoursBegun):
            plan().confirmed(date(2019, 5, 1), (LEADER,))
        for state in ("confirmed", "withdrawn"):
            with pytest.raises(ReportHoursNotProposed):
                plan(state).confirmed(DAY, (LEADER,))

    def test_is_withdrawn_until_it_holds(self) -> None:
        assert plan("confirmed").withdrawn(date(2019, 4, 30)).state == "withdrawn"
        assert plan().withdrawn(date(2019, 6, 1)).version == 2
        with pytest.raises(ReportHoursBegun):
            plan("confirmed").withdrawn(date(2019, 5, 1))
        with pytest.raises(ReportHoursNotProposed):
            plan("withdrawn").withdrawn(DAY)

    def test_is_decided_on_as_it_was_shown(self) -> None:
        plan().must_be(None)
        plan().must_be(1)
        with pytest.raises(ReportHoursChanged):
            plan().must_be(2)

    @pytest.mark.parametrize(
        ("said", "fault"),
        [
            ({}, None),
            ({"since": DAY + timedelta(days=1)}, None),
            ({"since": DAY}, ("since", "not-ahead")),
            ({"rooms": time(16, 30)}, None),
            ({"rooms": time(16, 45)}, ("rooms", "rooms-after-stations")),
            ({"nothing_from": None}, None),
            ({"nothing_from": time(16, 30)}, None),
            ({"nothing_from": time(16, 45)}, ("nothing_from", "nothing-after-due")),
            ({"closes": time(16)}, None),
            ({"closes": time(17)}, ("closes", "closes-after-next")),
            ({"closes": time(8, 30)}, ("closes", "closes-between-hours")),
        ],
    )
    def test_is_of_hours_that_can_be(self, said: dict[str, object], fault: tuple[str, str] | None) -> None:
        found = []
        try:
            must_be_possible(replace(EARLIER, **said), today=DAY)  # type: ignore[arg-type]
        except ReportHoursInvalid as refused:
            found = [(each.field, each.code) for each in refused.fields]
        assert found == ([fault] if fault else [])
