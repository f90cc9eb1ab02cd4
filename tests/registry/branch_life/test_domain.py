"""What is due of branches and groups, and when its record is late: pure (2.11)."""

from datetime import date

import pytest

from services.registry.branch_life.domain import (
    Known,
    Record,
    RecordInvalid,
    Sheet,
    Span,
    grid_of,
    late_days,
    must_be_possible,
    owed_in,
    submitted,
)
from services.registry.branch_life.parameters import RecordState
from services.registry.party.domain import PartyKind, PartyOrganisation
from shared.ids import new_id
from tests.registry.persons import codes_of

BRANCH = PartyOrganisation("B", PartyKind.BRANCH, "党支部", "411329104", None, "411329.411329104", date(2018, 12, 1), 1)
GROUP = PartyOrganisation("G", PartyKind.GROUP, "党小组", "R", "B", "411329.411329104.R", date(2018, 12, 1), 1)
TODAY = date(2019, 7, 1)


def sheet(**said: object) -> Sheet:
    facts = {"kind": "committee-meeting", "held_on": date(2019, 4, 12), "place": "服务站", "expected": 5, "present": 5}
    return Sheet(**{**facts, "agenda": "学习文件", **said})  # type: ignore[arg-type]


class TestWhatIsOwed:
    def test_adds_up_to_the_yearly_minimum(self) -> None:
        assert len(owed_in(BRANCH, 2019)) == 4 + 12 + 4 + 12
        assert len(owed_in(GROUP, 2019)) == 12

    def test_begins_with_the_first_whole_span_and_ends_with_the_last(self) -> None:
        from dataclasses import replace

        short = replace(GROUP, established_on=date(2019, 3, 2), dissolved_on=date(2019, 6, 30))
        assert [each.span.code for each in owed_in(short, 2019)] == ["2019-04", "2019-05"]

    @pytest.mark.parametrize(
        ("day", "each", "code", "last"),
        [
            (date(2019, 4, 12), "quarter", "2019-Q2", date(2019, 6, 30)),
            (date(2019, 12, 31), "quarter", "2019-Q4", date(2019, 12, 31)),
            (date(2020, 2, 1), "month", "2020-02", date(2020, 2, 29)),
            (date(2019, 12, 1), "month", "2019-12", date(2019, 12, 31)),
        ],
    )
    def test_is_of_a_month_or_quarter(self, day: date, each: str, code: str, last: date) -> None:
        span = Span.of(day, each)
        assert (span.code, span.last) == (code, last)


class TestTheGrid:
    def test_says_of_each_span_how_it_stands(self) -> None:
        held = {("general-meeting", "2019-Q1"), ("lecture", "2019-Q1"), ("theme-day", "2019-06")}
        told = {("general-meeting", "2019-Q1"), ("general-meeting", "2019-Q2"), ("theme-day", "2019-05")}
        known = Known(held, {("lecture", "2019-Q1")}, told)
        grid = grid_of(BRANCH, known, year=2019, today=TODAY)
        assert [cell for _, cell in grid["general-meeting"]] == ["done", "overdue", "due", "none"]
        # What nobody was told of was due before the county began.
        assert [cell for _, cell in grid["lecture"]] == ["late", "none", "due", "none"]
        assert [cell for _, cell in grid["theme-day"]][3:8] == ["none", "overdue", "done", "due", "none"]
        assert "group-meeting" not in grid


class TestARecord:
    def test_is_late_from_the_fourth_day_on(self) -> None:
        assert [late_days(date(2019, 4, 12), date(2019, 4, day)) for day in (12, 15, 16, 20)] == [0, 0, 1, 5]

    def test_is_as_late_as_it_was_handed_in_first_since_the_day_that_it_says(self) -> None:
        draft = Record(new_id(), "B", BRANCH.org_path, sheet(), RecordState.DRAFT, 1, 0, new_id(), ())
        first = submitted(draft, sheet(), date(2019, 4, 16))
        again = submitted(first, sheet(held_on=date(2019, 4, 11)), TODAY)
        assert (again.submitted_on, again.late_days) == (date(2019, 4, 16), 2)
        another = submitted(first, sheet(held_on=date(2019, 6, 20)), TODAY)
        assert (another.submitted_on, another.late_days) == (TODAY, 8)

    @pytest.mark.parametrize(
        ("said", "fault"),
        [
            ({"held_on": date(2019, 7, 2)}, {"held_on": "in-future"}),
            ({"held_on": date(2018, 11, 30)}, {"held_on": "not-standing"}),
            ({"kind": "group-meeting"}, {"kind": "not-of-its-kind"}),
            ({"present": 6}, {"present": "more-than-expected", "absent": "absence-unexplained"}),
            ({"present": 4}, {"absent": "absence-unexplained"}),
            ({"votes_for": 4, "votes_against": 2}, {"votes_for": "votes-too-many"}),
            ({"kind": "lecture"}, {"speaker": "speaker-missing"}),
            ({"kind": "theme-day"}, {"theme": "theme-missing"}),
        ],
    )
    def test_names_every_fault(self, said: dict[str, object], fault: dict[str, str]) -> None:
        with pytest.raises(RecordInvalid) as refused:
            must_be_possible(sheet(**said), BRANCH, today=TODAY)
        assert codes_of(refused.value) == fault

    def test_is_possible(self) -> None:
        must_be_possible(sheet(present=4, absent="一人请假"), BRANCH, today=TODAY)
