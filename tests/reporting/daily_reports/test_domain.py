"""When a report is in time, late or missed, of which day a fact is work, and what may be handed in."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.daily_reports import domain
from services.reporting.daily_reports.domain import (
    DailyReportInvalid,
    Facts,
    NotHandedIn,
    OwnDailyReport,
    Report,
    ReturnedAlready,
    Sheet,
    State,
    closes_at,
    covers_from,
    day_of_work,
    differing,
    due_at,
    hours_of,
    hours_on,
    is_owed,
    minutes_late,
    must_be_possible,
    numbers,
)
from services.reporting.daily_reports.parameters import HOURS, LINES, Hours
from services.reporting.daily_reports.schemas import SheetPaper
from shared.calendar.notices import released_calendar
from shared.calendar.working_days import CalendarYearMissing, WorkingCalendar
from shared.clock import SHANGHAI, local_date

DAY = date(2019, 4, 23)
CLERK, OTHER = UUID(int=1), UUID(int=2)
SECOND = timedelta(seconds=1)
INSTANTS = st.datetimes(datetime(2018, 1, 2), datetime(2099, 1, 1)).map(lambda each: each.replace(tzinfo=UTC))  # noqa: DTZ001
CALENDAR = released_calendar()


def at(hour: int, minute: int = 0, second: int = 0, *, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=SHANGHAI)


def report(**said: object) -> Report:
    own = (UUID(int=9), "411329104", "411329.411329104", DAY, DAY, due_at(DAY), closes_at(DAY))
    return Report(*own, **said)  # type: ignore[arg-type]


def sheet(text: str | None = None, *, nothing: bool = False, **lines: int) -> Sheet:
    return Sheet(numbers(lines), text, nothing)


def faults(one: Sheet, reason: str | None = None, stands: Sheet | None = None, **counted: int) -> list[tuple[str, str]]:
    try:
        must_be_possible(Facts(one, counted, reason, stands), today=DAY)
    except DailyReportInvalid as refused:
        return [(each.field, each.code) for each in refused.fields]
    return []


@pytest.fixture
def on_working_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """From 1 May 2019 on, and due earlier."""
    later = Hours(date(2019, 5, 1), HOURS[0].due.replace(hour=16), HOURS[0].closes, "working-days", "县通知")
    monkeypatch.setattr(domain, "HOURS", (*HOURS, later))


class TestPunctuality:
    """T14: to the second."""

    @pytest.mark.parametrize(
        ("instant", "state", "late"),
        [
            (at(8), State.SUBMITTED, 0),
            (at(17, 30), State.SUBMITTED, 0),
            (at(17, 30, 1), State.LATE, 1),
            (at(17, 31), State.LATE, 1),
            (at(17, 31, 1), State.LATE, 2),
            (at(9, day=date(2019, 4, 24)), State.LATE, 930),
        ],
    )
    def test_goes_by_the_second(self, instant: datetime, state: State, late: int) -> None:
        after = report().handed_in(sheet(visited=1), None, instant, CLERK)
        assert (after.state, after.minutes_late, after.handed_in_at) == (state, late, instant)
        assert (after.edition, after.version) == (1, 2)

    def test_of_a_missed_one_is_backfilled_and_stays_so_whatever_is_corrected(self) -> None:
        after = report().missed().handed_in(sheet(visited=1), None, at(9, 0, 1, day=date(2019, 4, 24)), CLERK)
        assert (after.state, after.minutes_late, after.version) == (State.BACKFILLED, 931, 3)
        corrected = after.corrected(sheet(visited=2), None, OTHER)
        assert (corrected.state, corrected.minutes_late, corrected.edition) == (State.BACKFILLED, 931, 2)
        assert corrected.written_by == (CLERK, OTHER)

    @pytest.mark.parametrize("instant", [at(12), at(18), at(9, day=date(2019, 4, 24))])
    def test_of_a_missed_one_stays_so_where_the_clock_was_set_back(self, instant: datetime) -> None:
        after = report().missed().handed_in(sheet(visited=1), None, instant, CLERK)
        assert (after.state, after.minutes_late, after.handed_in_at) == (State.BACKFILLED, 930, instant)

    @given(INSTANTS, INSTANTS)
    def test_is_no_minute_late_up_to_the_instant_and_one_begun_after_it(
        self, due: datetime, handed_in: datetime
    ) -> None:
        late = minutes_late(due, handed_in)
        assert (late == 0) == (handed_in <= due)
        assert late == 0 or timedelta(minutes=late - 1) < handed_in - due <= timedelta(minutes=late)


class TestADayOfWork:
    def test_ends_when_its_report_is_due(self) -> None:
        assert day_of_work(at(17, 30)) == DAY
        assert day_of_work(at(17, 30) + timedelta.resolution) == DAY + timedelta(days=1)
        assert day_of_work(at(0)) == DAY

    @given(INSTANTS)
    def test_is_one_for_every_instant(self, instant: datetime) -> None:
        day = day_of_work(instant)
        assert due_at(day - timedelta(days=1)) < instant <= due_at(day)
        assert day - local_date(instant) in {timedelta(0), timedelta(days=1)}

    @given(st.dates(date(2019, 5, 2), date(2019, 12, 20)))
    def test_belongs_to_one_report_where_only_working_days_have_one(self, day: date) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                domain, "HOURS", (Hours(date(2019, 1, 1), HOURS[0].due, HOURS[0].closes, "working-days", ""),)
            )
            later = [day + timedelta(days=number) for number in range(40)]
            owed = [each for each in later if is_owed(each, CALENDAR)]
            covering = [each for each in owed if covers_from(each, CALENDAR) <= day <= each]
        assert covering == owed[:1]


class TestHours:
    @pytest.mark.usefixtures("on_working_days")
    def test_hold_from_their_first_day_on(self) -> None:
        assert hours_on(date(2019, 4, 30)).due.hour == 17
        assert due_at(date(2019, 5, 1)) == at(16, 30, day=date(2019, 5, 1))
        assert hours_on(date(1999, 1, 1)) is HOURS[0]

    @pytest.mark.usefixtures("on_working_days")
    def test_may_leave_out_days_off_whose_work_is_the_next_report_s(self) -> None:
        assert is_owed(date(2019, 4, 28), CALENDAR)  # a Sunday of every day
        assert not is_owed(date(2019, 5, 4), CALENDAR)
        assert is_owed(date(2019, 5, 5), CALENDAR)  # a Sunday that was worked
        assert covers_from(date(2019, 5, 5), CALENDAR) == date(2019, 5, 1)
        assert covers_from(date(2019, 5, 6), CALENDAR) == date(2019, 5, 6)
        assert covers_from(DAY, CALENDAR) == DAY

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
        assert hours_of(DAY, opened, CALENDAR) == (due_at(day), closes_at(day))

    def test_leave_its_work_as_it_is(self) -> None:
        late = replace(report(), due_at=at(17, 30, day=date(2019, 4, 26)))
        assert (late.begins_at, late.ends_at) == (due_at(date(2019, 4, 22)), due_at(DAY))

    @pytest.mark.usefixtures("on_working_days")
    def test_where_one_was_opened_late_are_of_a_day_that_owes_a_report(self) -> None:
        opened, next_owed = at(18, day=date(2019, 5, 10)), date(2019, 5, 13)
        assert hours_of(date(2019, 5, 10), opened, CALENDAR) == (due_at(next_owed), closes_at(next_owed))

    @pytest.mark.usefixtures("on_working_days")
    def test_of_working_days_are_not_guessed(self) -> None:
        with pytest.raises(CalendarYearMissing):
            is_owed(date(2019, 5, 6), WorkingCalendar(()))
        assert is_owed(date(2019, 4, 30), WorkingCalendar(()))


class TestASheet:
    def test_that_says_what_is_counted_needs_no_reason(self) -> None:
        assert faults(sheet(registered=2), registered=2) == []
        assert faults(sheet(visited=9, registered=2), registered=2) == []  # nobody counts visits

    def test_that_says_otherwise_gives_one(self) -> None:
        other = sheet(registered=1)
        assert faults(other, registered=2) == [("reason", "difference-unexplained")]
        assert faults(other, "一人重复登记", registered=2) == []
        assert differing(other.lines, {"registered": 2}) == ("registered",)
        assert differing({}, {"died": 1, "visited": 1}) == ("died",)

    def test_of_nothing_says_so(self) -> None:
        assert faults(sheet()) == [("nothing", "nothing-not-said")]
        assert faults(sheet(nothing=True)) == []
        assert faults(sheet("培训", nothing=True)) == [("nothing", "not-nothing")]
        assert faults(sheet(nothing=True, visited=1)) == [("nothing", "not-nothing")]

    def test_that_corrects_nothing_is_none(self) -> None:
        stands = sheet("培训", visited=1)
        assert faults(stands, "补充", stands) == [("reason", "nothing-corrected")]
        assert faults(sheet("培训会", visited=1), "补充", stands) == []
        assert faults(stands, "退回后核对无误") == []

    def test_is_a_copy_where_it_says_all_that_was_said_the_day_before(self) -> None:
        one = sheet("巡访", visited=3)
        assert report().handed_in(one, sheet("巡访", visited=3), at(16), CLERK).is_copy
        for other in (None, sheet(visited=3), sheet("巡访", visited=2)):
            assert not report().handed_in(one, other, at(16), CLERK).is_copy

    def test_of_nothing_is_a_zero_report_and_no_copy(self) -> None:
        after = report().handed_in(sheet(nothing=True), sheet(nothing=True), at(16), CLERK)
        assert (after.is_zero, after.is_copy) == (True, False)

    def test_has_the_lines_of_the_report(self) -> None:
        beside = {"text", "nothing"}
        assert [name for name in SheetPaper.model_fields if name not in beside] == [line.code for line in LINES]


class TestAReturn:
    def test_is_of_what_was_handed_in_once_and_never_one_s_own(self) -> None:
        with pytest.raises(NotHandedIn):
            report().returned("copied", "请核对", OTHER)
        filed = report().handed_in(sheet(visited=1), None, at(16), CLERK)
        with pytest.raises(OwnDailyReport):
            filed.returned("copied", "请核对", CLERK)
        back = filed.returned("copied", "请核对", OTHER)
        assert (back.state, back.return_reason, back.version) == (State.SUBMITTED, "copied", 3)
        with pytest.raises(ReturnedAlready):
            back.returned("copied", "请核对", OTHER)
        again = back.corrected(sheet(visited=1), None, CLERK)
        assert (again.return_reason, again.return_note, again.edition) == (None, None, 2)
