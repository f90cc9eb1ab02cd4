"""Instants are aware and UTC; calendar dates are those of Shanghai."""

from datetime import UTC, date, datetime

import pytest

from shared.clock import local_date, now
from shared.ids import new_id


class TestLocalDate:
    def test_is_the_next_day_from_four_in_the_afternoon_utc(self) -> None:
        assert local_date(datetime(2019, 4, 30, 15, 59, 59, tzinfo=UTC)) == date(2019, 4, 30)
        assert local_date(datetime(2019, 4, 30, 16, 0, tzinfo=UTC)) == date(2019, 5, 1)

    def test_refuses_an_instant_without_a_zone(self) -> None:
        with pytest.raises(ValueError, match="must be aware"):
            local_date(datetime.fromisoformat("2019-04-30T08:00:00"))


class TestNow:
    def test_is_aware(self) -> None:
        assert now().tzinfo is UTC


class TestNewId:
    def test_is_version_seven_and_rises(self) -> None:
        ids = [new_id() for _ in range(1000)]
        assert {each.version for each in ids} == {7}
        assert len(set(ids)) == 1000
        assert ids == sorted(ids)
