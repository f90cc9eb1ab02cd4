"""Instants are aware and UTC; calendar dates are those of Shanghai."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import local_date, machine_now, now, start_of
from shared.ids import new_id


class TestLocalDate:
    def test_is_the_next_day_from_four_in_the_afternoon_utc(self) -> None:
        assert local_date(datetime(2019, 4, 30, 15, 59, 59, tzinfo=UTC)) == date(2019, 4, 30)
        assert local_date(datetime(2019, 4, 30, 16, 0, tzinfo=UTC)) == date(2019, 5, 1)

    def test_refuses_an_instant_without_a_zone(self) -> None:
        with pytest.raises(ValueError, match="must be aware"):
            local_date(datetime.fromisoformat("2019-04-30T08:00:00"))


class TestStartOf:
    @given(st.dates(date(1992, 1, 1), date(2100, 1, 1)))
    def test_is_the_first_instant_of_the_date(self, day: date) -> None:
        assert local_date(start_of(day)) == day
        assert local_date(start_of(day) - timedelta(microseconds=1)) == day - timedelta(days=1)


class TestNow:
    def test_is_aware(self) -> None:
        assert now().tzinfo is UTC

    @pytest.mark.parametrize("ahead", [timedelta(days=400), timedelta(days=-2767)])
    def test_is_as_far_from_the_machine_as_the_process_was_told(
        self, county_clock: Callable[[timedelta], None], ahead: timedelta
    ) -> None:
        county_clock(ahead)
        before, present, after = machine_now(), now(), machine_now()
        assert before <= present - ahead <= after


class TestNewId:
    def test_is_version_seven_and_rises(self) -> None:
        ids = [new_id() for _ in range(1000)]
        assert {each.version for each in ids} == {7}
        assert len(set(ids)) == 1000
        assert ids == sorted(ids)
