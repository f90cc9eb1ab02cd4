"""Working days: by the notices alone, whatever the weekday says."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.calendar.notices import NoticeUnreadable, parse_notices, released_calendar
from shared.calendar.queries import check_calendar, find_calendar, missing_years
from shared.calendar.tables import WORKING_CALENDAR
from shared.calendar.working_days import CalendarYearMissing

CALENDAR = released_calendar()
# Far enough from the ends of what is known that sixty working days lie inside.
DAYS = st.dates(date(2018, 7, 1), date(2026, 6, 30))
DAY = timedelta(days=1)


class TestTheReleasedCalendar:
    @pytest.mark.parametrize(
        ("day", "works"),
        [
            (date(2019, 4, 28), True),  # a Sunday, worked for the first of May
            (date(2019, 5, 1), False),
            (date(2019, 5, 2), False),  # by the notice of March 2019 only
            (date(2019, 5, 5), True),
            (date(2018, 12, 29), True),  # by the notice of the year after
            (date(2018, 12, 31), False),
            (date(2020, 1, 31), False),  # the holiday that was made longer
            (date(2020, 2, 1), False),
            (date(2026, 2, 14), True),
            (date(2026, 2, 23), False),
            (date(2026, 11, 26), True),
            (date(2026, 11, 28), False),
        ],
    )
    def test_says_what_the_notices_say(self, day: date, works: bool) -> None:
        assert CALENDAR.is_working_day(day) is works

    def test_has_no_hole_between_its_years_and_a_source_for_each(self) -> None:
        years = sorted(CALENDAR.years)
        assert all(following == year + 1 for year, following in pairwise(years))
        assert all("国办发明电" in notice.source for notice in CALENDAR.notices)

    @pytest.mark.parametrize("year", sorted(CALENDAR.years))
    def test_has_about_250_working_days_a_year(self, year: int) -> None:
        first = date(year, 1, 1)
        days = [first + number * DAY for number in range(365)]
        assert 246 <= sum(CALENDAR.is_working_day(day) for day in days) <= 252

    def test_guesses_nothing_about_a_year_without_a_notice(self) -> None:
        with pytest.raises(CalendarYearMissing) as missing:
            CALENDAR.add_working_days(date(2026, 12, 25), 10)
        assert missing.value.facts == {"year": 2027}
        assert "2027" in missing.value.sentence("zh-CN")


class TestAddWorkingDays:
    def test_counts_from_the_day_after(self) -> None:
        assert CALENDAR.add_working_days(date(2023, 3, 2), 10) == date(2023, 3, 16)  # acceptance T27

    @given(DAYS, st.integers(1, 40))
    def test_ends_on_a_working_day_with_that_many_between(self, day: date, count: int) -> None:
        end = CALENDAR.add_working_days(day, count)
        assert CALENDAR.is_working_day(end)
        later = (day + number * DAY for number in range(1, (end - day).days + 1))
        assert sum(CALENDAR.is_working_day(each) for each in later) == count

    @given(DAYS, st.integers(-20, 20), st.integers(1, 20))
    def test_is_later_for_more(self, day: date, count: int, more: int) -> None:
        assert CALENDAR.add_working_days(day, count) < CALENDAR.add_working_days(day, count + more)

    @given(DAYS.filter(CALENDAR.is_working_day), st.integers(1, 40))
    def test_goes_back_the_way_it_came(self, day: date, count: int) -> None:
        assert CALENDAR.add_working_days(CALENDAR.add_working_days(day, count), -count) == day


def notice(off: str = "", worked: str = "", *, year: str = "2027") -> str:
    return f'[{year}]\nsource = "x"\noff = [{off}]\nworked = [{worked}]'


class TestANotice:
    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ("[2027]\noff = []\nworked = []", "2027: KeyError 'source'"),
            (notice('["2027-01-03", "2027-01-01"]'), "lies before"),
            (notice(worked='"2027-01-04"'), "worked, but no weekend: 2027-01-04"),
            (notice('["2027-01-02", "2027-01-02"]', '"2027-01-02"'), "both off and worked"),
            (notice('["2029-01-01", "2029-01-01"]'), "in another year: 2029-01-01"),
            (notice(year="year"), "year: ValueError"),
            ("not toml", "Expected"),
        ],
    )
    def test_that_makes_no_sense_is_refused_by_its_year(self, written: str, said: str) -> None:
        with pytest.raises(NoticeUnreadable, match=said):
            parse_notices(written)


class TestTheCalendarOfAService:
    async def test_has_what_was_entered_instead_of_what_was_released(self, kernel_engine: AsyncEngine) -> None:
        entered = [
            {"year": 2026, "source": "amended", "off": [date(2026, 11, 26)], "worked": []},
            {"year": 2027, "source": "new", "off": [date(2027, 1, 1)], "worked": [date(2027, 1, 3)]},
        ]
        async with kernel_engine.begin() as connection:
            await connection.execute(insert(WORKING_CALENDAR), entered)
        async with kernel_engine.connect() as connection:
            calendar = await find_calendar(connection)
        assert not calendar.is_working_day(date(2026, 11, 26))
        assert calendar.is_working_day(date(2027, 1, 3))
        assert calendar.is_working_day(date(2019, 4, 28))

    @pytest.mark.parametrize(
        ("today", "missing"),
        [(date(2026, 11, 30), []), (date(2026, 12, 1), [2027]), (date(2027, 1, 1), [2027]), (date(2018, 1, 1), [])],
    )
    async def test_misses_the_next_year_from_december_on(
        self, kernel_engine: AsyncEngine, today: date, missing: list[int]
    ) -> None:
        assert missing_years(CALENDAR, today) == missing
        async with kernel_engine.connect() as connection:
            check = await check_calendar(connection, today)
        assert (check.ok, "2027" in check.detail) == (True, bool(missing))
