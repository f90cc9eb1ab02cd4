"""Who may take part in a course, and what a course must be; without database."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.benefits.training.domain import (
    Course,
    Taken,
    faults_of_course,
    faults_of_enrolment,
    faults_of_places,
    using_up,
)
from shared.calendar.months import months_after
from shared.refusal import FieldFault

MARCH, APRIL = date(2019, 3, 4), date(2019, 4, 30)
COURSE = Course("offered", 2, MARCH, APRIL)


def codes(faults: Any) -> dict[str, str]:
    found: list[FieldFault] = list(faults)
    return {each.field: each.code for each in found}


def enrolled(course: Course = COURSE, *others: Taken, **more: Any) -> dict[str, str]:
    facts = {"state": "enrolled", "enrolled_on": date(2019, 2, 25), "ended_on": None, **more}
    return codes(faults_of_enrolment(facts, course, others))


def had(starts_on: date, state: str = "completed", ended_on: date | None = None) -> Taken:
    """A course of sixty days."""
    return Taken(state, ended_on, starts_on, starts_on + timedelta(days=60))


class TestAPlace:
    @pytest.mark.parametrize(
        ("taken", "state", "found"),
        [
            (1, "enrolled", {}),
            (2, "enrolled", {"course_id": "no-place-left"}),
            (2, "completed", {"course_id": "no-place-left"}),
            (2, "dropped", {}),
        ],
    )
    def test_is_taken_by_all_but_those_who_dropped_out(self, taken: int, state: str, found: dict[str, str]) -> None:
        course = Course("offered", 2, MARCH, APRIL, taken)
        assert enrolled(course, state=state, ended_on=APRIL) == found

    def test_is_in_a_course_that_takes_place(self) -> None:
        assert enrolled(Course("cancelled", 2, MARCH, APRIL)) == {"course_id": "course-cancelled"}

    def test_is_taken_and_completed_in_its_days(self) -> None:
        assert enrolled(enrolled_on=APRIL + timedelta(days=1)) == {"enrolled_on": "too-late"}
        assert enrolled(state="completed", ended_on=MARCH - timedelta(days=1)) == {"ended_on": "too-early"}
        assert enrolled(state="completed", ended_on=MARCH) == {}


class TestTheRight:
    def test_is_to_one_course_at_a_time(self) -> None:
        assert enrolled(COURSE, had(date(2001, 3, 4), "enrolled")) == {"person_id": "enrolled-elsewhere"}

    @pytest.mark.parametrize(
        ("before", "found"),
        [
            (date(2017, 3, 5), {"person_id": "free-course-had"}),
            (date(2017, 3, 4), {}),
            (date(2021, 3, 3), {"person_id": "free-course-had"}),
            (date(2021, 3, 4), {}),
        ],
    )
    def test_is_to_one_course_in_24_months_before_and_after(self, before: date, found: dict[str, str]) -> None:
        assert enrolled(COURSE, had(before)) == found

    def test_is_used_up_by_who_dropped_out_late_or_early_for_the_second_time(self) -> None:
        early = had(date(2018, 3, 4), "dropped", date(2018, 4, 2))
        late = had(date(2018, 3, 4), "dropped", date(2018, 4, 3))
        again = had(date(2018, 6, 4), "dropped", date(2018, 6, 5))
        assert enrolled(COURSE, early) == {}
        assert enrolled(COURSE, late) == {"person_id": "free-course-had"}
        assert enrolled(COURSE, again, early) == {"person_id": "free-course-had"}

    @given(st.lists(st.tuples(st.dates(date(2010, 1, 1), date(2020, 1, 1)), st.integers(0, 60), st.booleans())))
    def test_is_left_by_one_early_end_at_most(self, drawn: list[tuple[date, int, bool]]) -> None:
        taken = [
            had(starts_on, "dropped" if dropped else "completed", starts_on + timedelta(days=days))
            for starts_on, days, dropped in drawn
        ]
        used = using_up(taken)
        assert len(taken) - len(used) == min(1, sum(each.is_early for each in taken))
        assert all(each in used for each in taken if not each.is_early)

    @given(st.dates(date(2010, 1, 1), date(2020, 1, 1)), st.dates(date(2010, 1, 1), date(2020, 1, 1)))
    def test_is_the_same_whichever_of_two_courses_is_written_first(self, one: date, other: date) -> None:
        first, second = (Course("offered", 1, each, each + timedelta(days=60)) for each in (one, other))
        day = min(one, other) - timedelta(days=1)
        near = enrolled(first, had(other), enrolled_on=day)
        assert near == enrolled(second, had(one), enrolled_on=day)
        assert bool(near) == (max(one, other) < months_after(min(one, other), 24))


class TestACourse:
    def test_begins_after_it_was_offered_and_ends_after_that(self) -> None:
        facts = {"offered_on": MARCH, "starts_on": MARCH, "ends_on": MARCH}
        day = MARCH - timedelta(days=1)
        assert codes(faults_of_course(facts)) == {}
        assert codes(faults_of_course({**facts, "starts_on": day})) == {"starts_on": "too-early"}
        assert codes(faults_of_course({**facts, "ends_on": day})) == {"ends_on": "too-early"}

    @pytest.mark.parametrize(
        ("until", "taken", "completed", "more", "found"),
        [
            (None, 2, APRIL, {}, {}),
            (None, 3, None, {}, {"places": "too-few-places"}),
            (MARCH, 0, None, {}, {}),
            (MARCH - timedelta(days=1), 0, None, {}, {"offered_on": "too-late"}),
            (None, 1, MARCH, {}, {}),
            (None, 1, MARCH - timedelta(days=1), {}, {"starts_on": "too-late"}),
            (None, 0, None, {"state": "cancelled"}, {}),
            (None, 1, APRIL, {"state": "cancelled"}, {"cancelled_on": "was-completed"}),
        ],
    )
    def test_has_room_for_whoever_is_in_it(
        self, until: date | None, taken: int, completed: date | None, more: dict[str, str], found: dict[str, str]
    ) -> None:
        facts = {"state": "offered", "places": 2, "offered_on": MARCH, "starts_on": MARCH, **more}
        assert codes(faults_of_places(facts, until, taken, completed)) == found
