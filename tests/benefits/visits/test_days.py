"""The days of a visit: those of its year and its occasion."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from services.benefits.visits.domain import days_of_the_family, faults_of_visit, spring_festival_visits
from services.benefits.visits.parameters import FIRST_YEAR, LAST_YEAR
from shared.calendar.notices import released_calendar
from shared.calendar.spring_festival import spring_festivals


def faults(**said: Any) -> dict[str, str]:
    """By the field of each."""
    visit = {"year": 2019, "occasion": "spring-festival", "planned_on": date(2019, 1, 28), **said}
    return {each.field: each.code for each in faults_of_visit(visit)}


class TestSpringFestivals:
    def test_are_known_of_every_year_that_a_visit_may_be_of(self) -> None:
        assert list(spring_festivals()) == list(range(FIRST_YEAR, LAST_YEAR + 1))
        assert all(date(year, 1, 21) <= day <= date(year, 2, 20) for year, day in spring_festivals().items())

    def test_are_new_moons_apart(self) -> None:
        """A lunar year has 12 months or 13."""
        days = list(spring_festivals().values())
        lengths = {(later - day).days for day, later in pairwise(days)}
        assert lengths <= {353, 354, 355, 383, 384, 385}

    def test_are_free_by_the_notices_of_the_state_council(self) -> None:
        notices = {notice.year: notice.off for notice in released_calendar().notices}
        assert len(notices) > 1
        assert [year for year, off in notices.items() if spring_festivals()[year] not in off] == []


class TestVisitsBeforeTheSpringFestival:
    def test_are_planned_for_twenty_days(self) -> None:
        assert spring_festival_visits(2019) == (date(2019, 1, 15), date(2019, 2, 3))

    @pytest.mark.parametrize(
        ("said", "found"),
        [
            ({"planned_on": date(2019, 1, 15)}, {}),
            ({"planned_on": date(2019, 2, 3)}, {}),
            ({"planned_on": date(2019, 1, 14)}, {"planned_on": "too-early"}),
            ({"planned_on": date(2019, 2, 4)}, {"planned_on": "too-late"}),
            ({"made_on": date(2019, 2, 4)}, {}),
            ({"made_on": date(2019, 2, 5)}, {"made_on": "too-late"}),
            ({"made_on": date(2019, 1, 14)}, {"made_on": "too-early"}),
            ({"year": 2020}, {"planned_on": "too-early"}),
        ],
        ids=[
            "the first day", "the last day", "a day before", "New Year's Eve", "made on New Year's Eve",
            "made on New Year's Day", "made before the first day", "of another year",
        ],
    )  # fmt: skip
    def test_are_made_before_it(self, said: dict[str, Any], found: dict[str, str]) -> None:
        assert faults(**said) == found


class TestAnyOther:
    def test_is_of_its_year(self) -> None:
        assert faults(occasion="illness", planned_on=date(2019, 12, 31)) == {}
        assert faults(occasion="illness", planned_on=date(2019, 1, 1)) == {}
        assert faults(occasion="illness", planned_on=date(2020, 1, 1)) == {"planned_on": "too-late"}
        assert faults(occasion="illness", planned_on=date(2018, 12, 31)) == {"planned_on": "too-early"}

    def test_is_made_to_the_family_after_a_death(self) -> None:
        assert days_of_the_family({"occasion": "bereavement"}) == ("planned_on", "made_on", "missed_on")
        assert days_of_the_family({"occasion": "illness"}) == ()


class TestAVisitThatIsMissed:
    @pytest.mark.parametrize(
        ("missed_on", "reason", "found"),
        [
            (date(2019, 1, 28), "away", {}),
            (date(2019, 1, 27), "away", {"missed_on": "too-early"}),
            (date(2019, 1, 27), "deceased", {}),
            (date(2019, 1, 27), "moved", {}),
        ],
        ids=["on its day", "before it", "of who died before it", "of who moved before it"],
    )
    def test_is_missed_on_its_day_unless_that_was_known(
        self, missed_on: date, reason: str, found: dict[str, str]
    ) -> None:
        assert faults(missed_on=missed_on, miss_reason=reason) == found
