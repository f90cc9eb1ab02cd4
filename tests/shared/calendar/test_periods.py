"""Days, ten-day periods, weeks, months and years cover every day once, and each has its neighbours."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.calendar.periods import CalendarMonth, CalendarYear, SingleDay, TenDays, Third, Week

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
DAY = timedelta(days=1)


class TestATenDayPeriod:
    @pytest.mark.parametrize(
        ("day", "first", "last", "days", "zh"),
        [
            (date(2019, 4, 1), date(2019, 4, 1), date(2019, 4, 10), 10, "2019年4月上旬"),
            (date(2019, 4, 10), date(2019, 4, 1), date(2019, 4, 10), 10, "2019年4月上旬"),
            (date(2019, 4, 11), date(2019, 4, 11), date(2019, 4, 20), 10, "2019年4月中旬"),
            (date(2019, 4, 30), date(2019, 4, 21), date(2019, 4, 30), 10, "2019年4月下旬"),
            (date(2019, 12, 31), date(2019, 12, 21), date(2019, 12, 31), 11, "2019年12月下旬"),
            (date(2019, 2, 28), date(2019, 2, 21), date(2019, 2, 28), 8, "2019年2月下旬"),
            (date(2020, 2, 29), date(2020, 2, 21), date(2020, 2, 29), 9, "2020年2月下旬"),
        ],
    )
    def test_follows_the_month(self, day: date, first: date, last: date, days: int, zh: str) -> None:
        period = TenDays.of(day)
        assert (period.first, period.last, period.days, period.zh) == (first, last, days, zh)

    @given(DAYS)
    def test_holds_its_days_and_is_followed_at_once(self, day: date) -> None:
        period = TenDays.of(day)
        assert period.first <= day <= period.last
        assert TenDays.of(period.first) == TenDays.of(period.last) == period
        assert TenDays.of(period.last + DAY) == period.following > period
        assert period.days in (range(8, 12) if period.third is Third.LAST else [10])
        assert period.following.preceding == period

    @given(st.integers(1990, 2100))
    def test_is_one_of_36_of_a_year_that_hold_all_its_days(self, year: int) -> None:
        periods = [TenDays.of(date(year, 1, 1))]
        while periods[-1].last < date(year, 12, 31):
            periods.append(periods[-1].following)
        whole_year = 366 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 365
        assert (len(periods), sum(period.days for period in periods)) == (36, whole_year)
        assert periods[-1].following == TenDays(year + 1, 1, Third.FIRST)
        codes = [period.code for period in periods]
        assert codes == sorted(set(codes))

    @pytest.mark.parametrize(
        ("day", "code"),
        [(date(2019, 3, 31), "2019-03-C"), (date(2019, 12, 1), "2019-12-A"), (date(2020, 2, 11), "2020-02-B")],
    )
    def test_has_a_code(self, day: date, code: str) -> None:
        assert TenDays.of(day).code == code


class TestAWeek:
    @pytest.mark.parametrize(
        ("day", "year", "number"),
        [(date(2018, 12, 31), 2019, 1), (date(2021, 1, 3), 2020, 53), (date(2019, 4, 30), 2019, 18)],
    )
    def test_belongs_to_the_year_of_its_thursday(self, day: date, year: int, number: int) -> None:
        assert Week.of(day) == Week(year, number)

    @given(DAYS)
    def test_is_monday_to_sunday_and_is_followed_at_once(self, day: date) -> None:
        week = Week.of(day)
        assert week.first <= day <= week.last
        assert (week.first.isoweekday(), week.last.isoweekday()) == (1, 7)
        assert Week.of(week.last + DAY) == week.following > week
        assert week.following.preceding == week

    @pytest.mark.parametrize(
        ("day", "code", "zh"),
        [
            (date(2018, 12, 31), "2019-W01", "2019年第1周"),
            (date(2021, 1, 3), "2020-W53", "2020年第53周"),
            (date(2024, 2, 29), "2024-W09", "2024年第9周"),
        ],
    )
    def test_has_a_code(self, day: date, code: str, zh: str) -> None:
        assert (Week.of(day).code, Week.of(day).zh) == (code, zh)
        assert Week.read(code) == Week.of(day)

    def test_says_its_days(self) -> None:
        assert Week.of(date(2019, 5, 1)).days_zh == "4月29日至5月5日"

    @given(DAYS)
    def test_lies_in_at_most_two_ten_day_periods_that_follow_each_other(self, day: date) -> None:
        week = Week.of(day)
        first, last = TenDays.of(week.first), TenDays.of(week.last)
        assert last in {first, first.following}

    def test_lies_across_ten_day_periods_months_and_years(self) -> None:
        week = Week.of(date(2020, 1, 1))
        assert (week.first, week.last) == (date(2019, 12, 30), date(2020, 1, 5))
        assert [TenDays.of(week.first).code, TenDays.of(week.last).code] == ["2019-12-C", "2020-01-A"]


class TestAMonth:
    @pytest.mark.parametrize(
        ("day", "last", "days", "code", "zh"),
        [
            (date(2019, 2, 1), date(2019, 2, 28), 28, "2019-02", "2019年2月"),
            (date(2020, 2, 29), date(2020, 2, 29), 29, "2020-02", "2020年2月"),
            (date(2000, 2, 29), date(2000, 2, 29), 29, "2000-02", "2000年2月"),
            (date(2019, 12, 31), date(2019, 12, 31), 31, "2019-12", "2019年12月"),
        ],
    )
    def test_ends_as_the_calendar_says(self, day: date, last: date, days: int, code: str, zh: str) -> None:
        month = CalendarMonth.of(day)
        assert (month.last, month.days, month.code, month.zh) == (last, days, code, zh)

    @given(DAYS)
    def test_is_three_ten_day_periods_and_is_followed_at_once(self, day: date) -> None:
        month = CalendarMonth.of(day)
        thirds = [TenDays(month.year, month.number, third) for third in Third]
        assert (month.first, month.last) == (thirds[0].first, thirds[-1].last)
        assert month.days == sum(third.days for third in thirds)
        assert CalendarMonth.of(month.last + DAY) == month.following > month
        assert month.following.preceding == month


class TestAYearAndADay:
    @given(DAYS)
    def test_hold_their_days_and_are_followed_at_once(self, day: date) -> None:
        for period in (CalendarYear.of(day), SingleDay.of(day)):
            assert period.first <= day <= period.last
            assert type(period).of(period.last + DAY) == period.following
            assert period.following.preceding == period
            assert (period.last - period.first).days + 1 == period.days

    def test_have_codes_and_names(self) -> None:
        year, day = CalendarYear.of(date(2020, 2, 29)), SingleDay.of(date(2020, 2, 9))
        assert (year.code, year.zh, year.days) == ("2020", "2020年", 366)
        assert (day.code, day.zh, day.days) == ("2020-02-09", "2020年2月9日", 1)
