"""On which days figures count a person."""

from datetime import date

import pytest

from services.registry.corrections.domain.timeline import Since
from services.registry.counting.domain import counted_periods, from_day

MARCH, APRIL, MAY = date(2019, 3, 1), date(2019, 4, 1), date(2019, 5, 1)
HERE, THERE = "411329.411329104", "411329.411329105"
NONE = [Since(MARCH, value=False)]
JOINED = [Since(MARCH, value=False), Since(APRIL, value=True)]
MOVED: list[Since[str | None]] = [Since(MARCH, HERE), Since(MAY, THERE)]


def periods(
    places: list[Since[str | None]], memberships: list[Since[bool]], until: date | None = None
) -> list[tuple[str, date, date | None, bool]]:
    found = counted_periods(places, memberships, until)
    return [(each.org_path, each.starts_on, each.ends_on, each.party_member) for each in found]


class TestThePeriods:
    def test_begin_anew_where_the_place_or_the_membership_changes(self) -> None:
        assert periods(MOVED[:1], NONE) == [(HERE, MARCH, None, False)]
        assert periods(MOVED, JOINED) == [
            (HERE, MARCH, APRIL, False), (HERE, APRIL, MAY, True), (THERE, MAY, None, True),
        ]  # fmt: skip

    def test_leave_out_the_days_on_which_nobody_here_answers_for_him(self) -> None:
        gone: list[Since[str | None]] = [Since(MARCH, HERE), Since(APRIL, None), Since(MAY, THERE)]
        assert periods(gone, JOINED) == [(HERE, MARCH, APRIL, False), (THERE, MAY, None, True)]
        assert periods(gone[:2], NONE) == [(HERE, MARCH, APRIL, False)]

    def test_of_the_same_are_one(self) -> None:
        assert periods([*MOVED[:1], Since(APRIL, HERE)], [*NONE, Since(MAY, value=False)]) == [
            (HERE, MARCH, None, False)
        ]

    @pytest.mark.parametrize(
        ("until", "last"), [(MARCH, []), (APRIL, [(HERE, MARCH, APRIL, False)]), (MAY, [(HERE, APRIL, MAY, True)])]
    )
    def test_end_with_the_life(self, until: date, last: list[tuple[str, date, date | None, bool]]) -> None:
        assert periods(MOVED, JOINED, until)[-1:] == last

    def test_from_a_day_on_are_those_that_lie_there_or_reach_it(self) -> None:
        whole = counted_periods(MOVED, JOINED, None)
        assert from_day(whole, MARCH) == whole
        assert [(each.starts_on, each.ends_on) for each in from_day(whole, date(2019, 4, 5))] == [
            (date(2019, 4, 5), MAY), (MAY, None),
        ]  # fmt: skip
        assert [each.starts_on for each in from_day(whole, MAY)] == [MAY]
