"""An entry: its days in their order, none ahead, none after the death of whom it is of; what its steps said."""

from datetime import date
from typing import Any, ClassVar

import pytest

from shared.entries.domain import Bounds, Days, Step, said_by
from shared.language import Text

DAYS = Days(("done_on", "followed_up_on"), due=("scheduled_on",))
TODAY, MARCH, APRIL, MAY = date(2026, 7, 1), date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


def faults(died_on: date | None = None, bounds: Bounds | None = None, **facts: date | None) -> dict[str, str]:
    """By the field of each."""
    said = {"scheduled_on": MARCH, **facts}
    return {
        each.field: each.code for each in DAYS.faults(said, today=TODAY, bounds=bounds or Bounds(), died_on=died_on)
    }


class TestDays:
    @pytest.mark.parametrize(
        ("died_on", "facts", "found"),
        [
            (None, {"scheduled_on": date(2026, 8, 1)}, {}),
            (APRIL, {"scheduled_on": APRIL}, {}),
            (APRIL, {"scheduled_on": MAY}, {"scheduled_on": "after-death"}),
            (APRIL, {"done_on": APRIL}, {}),
            (APRIL, {"done_on": MAY}, {"done_on": "after-death"}),
            (APRIL, {"done_on": MARCH, "followed_up_on": MAY}, {"followed_up_on": "after-death"}),
            (APRIL, {"scheduled_on": MAY, "done_on": MARCH}, {}),
            (APRIL, {"done_on": date(2026, 8, 1)}, {"done_on": "in-future"}),
        ],
        ids=[
            "lie ahead where something is due", "a check on the day of death", "due after the death",
            "done on the day of death", "done after it", "followed up after it", "done before, though due after it",
            "what lies ahead is said first",
        ],
    )  # fmt: skip
    def test_end_with_the_death_of_the_person(
        self, died_on: date | None, facts: dict[str, Any], found: dict[str, str]
    ) -> None:
        assert faults(died_on, **facts) == found

    def test_of_his_family_go_on_after_it(self) -> None:
        said = {"scheduled_on": MAY, "done_on": None}
        after = DAYS.faults(said, today=TODAY, died_on=APRIL, outliving=("scheduled_on",))
        later = DAYS.faults({**said, "done_on": MAY}, today=TODAY, died_on=APRIL, outliving=("scheduled_on",))
        allowed = DAYS.faults({**said, "done_on": MAY}, today=TODAY, died_on=APRIL, outliving=("done_on",))
        assert (after, [each.field for each in later], allowed) == ([], ["done_on"], [])

    def test_follow_each_other(self) -> None:
        assert faults(done_on=MAY, followed_up_on=APRIL) == {"followed_up_on": "too-early"}

    def test_are_within_those_of_what_the_entry_stands_under(self) -> None:
        under = Bounds(APRIL, APRIL)
        assert faults(bounds=under, done_on=MAY) == {"scheduled_on": "too-early", "done_on": "too-late"}


class TestWhatStepsSaid:
    STEPS: ClassVar = {
        step.name: step
        for step in (
            Step(
                "refusal", Text("登记未录用", "Refuse"), frozenset({"open"}), "refused", "ended_on", takes=("reason",)
            ),
            Step("hire", Text("登记录用", "Hire"), frozenset({"open"}), "hired", "ended_on"),
        )
    }

    @pytest.mark.parametrize(
        ("acts", "said"),
        [
            (["recorded"], set()),
            (["recorded", "refusal", "corrected"], {"reason"}),
            (["recorded", "hire"], set()),
            (["recorded", "refusal", "stepped-back", "hire"], set()),
            (["recorded", "hire", "stepped-back", "refusal"], {"reason"}),
        ],
    )
    def test_is_of_those_taken_and_not_taken_back_though_two_share_a_day(self, acts: list[str], said: set[str]) -> None:
        assert said_by(self.STEPS, acts) == said
