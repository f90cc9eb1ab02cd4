"""Recurrences: times of the day on certain days, in Asia/Shanghai."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import SHANGHAI
from shared.schedule.recurrence import Recurrence, daily, hourly, monthly, weekly

INSTANTS = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
RECURRENCES = st.sampled_from(
    [hourly(), hourly(59), daily(time(2)), weekly(1, time(9)), monthly(1, time(0)), monthly(28, time(23, 59))]
)
LEAP_DAY = Recurrence((time(8),), lambda day: (day.month, day.day) == (2, 29))


class TestARecurrence:
    @pytest.mark.parametrize(
        ("recurrence", "expected"),
        [
            (hourly(), datetime(2026, 2, 28, 21, tzinfo=SHANGHAI)),
            (hourly(15), datetime(2026, 2, 28, 20, 15, tzinfo=SHANGHAI)),
            (daily(time(2)), datetime(2026, 3, 1, 2, tzinfo=SHANGHAI)),
            (daily(time(20, 1)), datetime(2026, 2, 28, 20, 1, tzinfo=SHANGHAI)),
            (weekly(1, time(9)), datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)),
            (monthly(1, time(0)), datetime(2026, 3, 1, tzinfo=SHANGHAI)),
            (
                LEAP_DAY,
                datetime(2028, 2, 29, 8, tzinfo=SHANGHAI),
            ),
        ],
    )
    def test_comes_next_by_the_local_calendar(self, recurrence: Recurrence, expected: datetime) -> None:
        assert recurrence.after(datetime(2026, 2, 28, 20, 0, tzinfo=SHANGHAI)) == expected

    def test_is_later_than_its_own_instant_and_latest_at_it(self) -> None:
        at_two = datetime(2026, 5, 1, 2, tzinfo=SHANGHAI)
        assert daily(time(2)).after(at_two) == at_two + timedelta(days=1)
        assert daily(time(2)).latest(at_two) == at_two

    @given(RECURRENCES, INSTANTS)
    def test_has_nothing_between_the_latest_and_the_following(self, recurrence: Recurrence, instant: datetime) -> None:
        latest, following = recurrence.latest(instant), recurrence.after(instant)
        assert latest <= instant < following
        assert recurrence.after(latest) == following
        assert recurrence.latest(following - timedelta(microseconds=1)) == latest

    def test_that_never_comes_is_an_error_and_no_endless_search(self) -> None:
        never = Recurrence((time(8),), lambda day: day == date(1900, 1, 1))
        with pytest.raises(ValueError, match="eight years"):
            never.after(datetime(2026, 1, 1, tzinfo=UTC))

    def test_of_a_month_is_on_a_day_that_every_month_has(self) -> None:
        with pytest.raises(ValueError, match="31"):
            monthly(31, time(0))
