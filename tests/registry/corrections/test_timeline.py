"""What is believed of a field, said anew from some day: pure."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.corrections.domain.timeline import Fact, NothingChanges, Step, restated, steps

REGISTERED = date(2019, 3, 1)
APRIL = date(2019, 4, 1)
said_of = st.tuples(st.integers(0, 6), st.sampled_from(["01", "02", "13", None]))


def is_member(code: str | None) -> bool:
    return code in {"01", "02"}


def fact(days: int, code: str | None) -> Fact:
    return Fact(None, REGISTERED + timedelta(days=days), code)


def believed(timeline: list[Fact], day: date) -> str | None:
    return [each.value for each in timeline if each.holds_from <= day][-1]


class TestSayingAnew:
    @given(said_of, st.lists(said_of, max_size=12))
    def test_moves_membership_on_each_day_as_much_as_what_is_believed_of_it(
        self, first: tuple[int, str | None], said: list[tuple[int, str | None]]
    ) -> None:
        timeline = [fact(0, first[1])]
        counted = Counter({REGISTERED: int(is_member(first[1]))})
        for days, code in said:
            new = fact(days, code)
            try:
                found = restated(timeline, new)
            except NothingChanges:
                assert all(believed(timeline, day.holds_from) == code for day in [*timeline[-1:], new])
                continue
            for step in steps(found, new, is_member):
                assert step.before != step.after
                counted[step.on] += int(step.after) - int(step.before)
            timeline = [*found.kept, new]
        for days in range(8):
            day = REGISTERED + timedelta(days=days)
            assert sum(delta for on, delta in counted.items() if on <= day) == is_member(believed(timeline, day))

    def test_undoes_what_was_said_of_later_days_from_the_latest_on(self) -> None:
        timeline = [fact(0, "13"), fact(10, "02"), fact(20, "13")]
        new = fact(5, "01")
        assert steps(restated(timeline, new), new, is_member) == [
            Step(REGISTERED + timedelta(days=20), False, True),
            Step(REGISTERED + timedelta(days=10), True, False),
            Step(REGISTERED + timedelta(days=5), False, True),
        ]

    def test_of_what_is_believed_already_is_refused(self) -> None:
        timeline = [fact(0, "13"), fact(10, "02")]
        for old_news in (fact(10, "02"), fact(11, "02")):
            with pytest.raises(NothingChanges):
                restated(timeline, old_news)
        assert restated(timeline, fact(9, "02")).ended == (timeline[1],)
