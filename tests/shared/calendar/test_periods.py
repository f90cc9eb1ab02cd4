"""Ten-day periods and weeks cover every day once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.calendar.periods import TenDays, Third, Week

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
