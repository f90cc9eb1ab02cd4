"""On which days figures count a person."""

from datetime import date

import pytest

from services.registry.counting.domain import Since, counted_periods

MARCH, APRIL, MAY = date(2019, 3, 1), date(2019, 4, 1), date(2019, 5, 1)
HERE, THERE = "411329.411329104", "411329.411329105"
NONE = [Since(MARCH, value=False)]
JOINED = [Since(MARCH, value=False), Since(APRIL, value=True)]
MOVED = [Since(MARCH, HERE), Since(MAY, THERE)]


def periods(
    places: list[Since[str]], memberships: list[Since[bool]], until: date | None = None
) -> list[tuple[str, date, date | None, bool]]:
    found = counted_periods(places, memberships, until)
    return [(each.org_path, each.starts_on, each.ends_on, each.party_member) for each in found]


class TestThePeriods:
    def test_begin_anew_where_the_place_or_the_membership_changes(self) -> None:
        assert periods(MOVED[:1], NONE) == [(HERE, MARCH, None, False)]
        assert periods(MOVED, JOINED) == [
            (HERE, MARCH, APRIL, False), (HERE, APRIL, MAY, True), (THERE, MAY, None, True),
        ]  # fmt: skip

    def test_of_the_same_are_one(self) -> None:
        assert periods([*MOVED[:1], Since(APRIL, HERE)], [*NONE, Since(MAY, value=False)]) == [
            (HERE, MARCH, None, False)
        ]

    @pytest.mark.parametrize(
        ("until", "last"), [(MARCH, []), (APRIL, [(HERE, MARCH, APRIL, False)]), (MAY, [(HERE, APRIL, MAY, True)])]
    )
    def test_end_with_the_life(self, until: date, last: list[tuple[str, date, date | None, bool]]) -> None:
        assert periods(MOVED, JOINED, until)[-1:] == last
