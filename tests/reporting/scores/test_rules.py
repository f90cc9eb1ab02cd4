"""The arithmetic of scores: pure."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.schemes.domain import NOTHING, Terms
from services.reporting.schemes.parameters import BY_INDICATOR, Ratio
from services.reporting.scores.rules import (
    Discipline,
    added_up,
    by_ratios,
    by_reports,
    is_vetoed,
    reckoned,
    total_of,
    worth_of,
)
from shared.language import Text

TERMS = Terms.default()
TEN = Decimal(10)
APRIL = [date(2019, 4, 1) + timedelta(days=number) for number in range(30)]
DAYS = st.sets(st.sampled_from(APRIL))
HUNDREDTHS = st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
COUNTS = st.integers(0, 500)
VALUES = st.dictionaries(st.sampled_from(["a", "b", "c", "w", "v"]), COUNTS)
RATIOS = [
    Ratio(Text("甲", "a"), "a", ("w",)),
    Ratio(Text("乙", "b"), "b", ("w", "v"), 4),
    Ratio(Text("丙", "c"), "c", ("v",)),
]


class TestDiscipline:
    def test_costs_half_a_point_a_late_and_one_a_missed_report(self) -> None:
        """T14: two late and one missed leave 8.0 of 10."""
        found = by_reports(TEN, TERMS, Discipline([APRIL[10], APRIL[18]], [APRIL[21]]))
        assert found.points == Decimal("8.0")
        assert [(step.what, step.points, step.times, step.days) for step in found.steps] == [
            ("full", "10", None, ()),
            ("late", "-1", 2, (APRIL[10], APRIL[18])),
            ("missed", "-1", 1, (APRIL[21],)),
        ]

    def test_costs_two_a_report_that_is_corrected_after_its_bulletin(self) -> None:
        """T15; by a scheme that does not know it, nothing."""
        found = by_reports(TEN, TERMS, Discipline(wrong=[APRIL[22]]))
        assert found.points == Decimal(8)
        assert [(step.what, step.points, step.days) for step in found.steps][1:] == [("wrong", "-2", (APRIL[22],))]
        kept = TERMS.kept()
        del kept["wrong"]
        assert by_reports(TEN, Terms.read(kept), Discipline(wrong=[APRIL[22]])).points == TEN

    @given(HUNDREDTHS, DAYS, DAYS, DAYS)
    def test_adds_up_and_never_falls_below_nothing(
        self, full: Decimal, late: set[date], missed: set[date], wrong: set[date]
    ) -> None:
        found = by_reports(full, TERMS, Discipline(sorted(late), sorted(missed), sorted(wrong)))
        assert sum(Decimal(step.points) for step in found.steps) == found.points
        assert found.points == max(
            NOTHING, full - len(late) * TERMS.late - len(missed) * TERMS.missed - len(wrong) * TERMS.wrong
        )


class TestRatios:
    def test_give_the_share_that_is_reached(self) -> None:
        values = {"a": 3, "w": 4, "b": 8, "v": 4}
        found = by_ratios(Decimal(15), RATIOS[:2], lambda code: values.get(code, 0))
        assert [(step.points, step.part, step.whole) for step in found.steps] == [("5.63", 3, 4), ("1.88", 8, 32)]
        assert found.points == Decimal("7.51")

    def test_are_worth_equal_shares_of_the_full_marks(self) -> None:
        kept = [{"what": "ratio", "points": "1"}, {"what": "nothing-to-measure", "points": "5"}]
        assert [step["worth"] for step in worth_of(Decimal(15), kept)] == ["7.5", "7.5"]
        full = [{"what": "full", "points": "10"}]
        assert worth_of(TEN, full) == full

    def test_give_all_where_there_is_nothing_to_be_reached(self) -> None:
        found = by_ratios(TEN, RATIOS[:1], lambda _: 0)
        assert (found.points, found.steps[0].what) == (TEN, "nothing-to-measure")

    @given(HUNDREDTHS, VALUES, st.integers(1, 3))
    def test_add_up_and_stay_within_the_full_marks(self, full: Decimal, values: dict[str, int], number: int) -> None:
        found = by_ratios(full, RATIOS[:number], lambda code: values.get(code, 0))
        assert sum(Decimal(step.points) for step in found.steps) == found.points
        assert NOTHING <= found.points <= full

    @given(HUNDREDTHS, VALUES, st.integers(1, 3))
    def test_give_full_marks_exactly_to_who_reached_all(
        self, full: Decimal, values: dict[str, int], number: int
    ) -> None:
        reached = {**values, **dict.fromkeys("abc", 10_000)}
        assert by_ratios(full, RATIOS[:number], lambda code: reached.get(code, 0)).points == full

    @given(HUNDREDTHS, VALUES, st.sampled_from("abc"), COUNTS)
    def test_never_give_less_for_more(self, full: Decimal, values: dict[str, int], code: str, more: int) -> None:
        grown = {**values, code: values.get(code, 0) + more}
        less = by_ratios(full, RATIOS, lambda code: values.get(code, 0)).points
        assert less <= by_ratios(full, RATIOS, lambda code: grown.get(code, 0)).points


class TestWhereFrom:
    @pytest.mark.parametrize(("code", "is_reckoned"), [("A1", False), ("A2", True), ("A5", True), ("A9", False)])
    def test_points_come_is_said_by_the_indicator(self, code: str, is_reckoned: bool) -> None:
        found = reckoned(BY_INDICATOR[code], TEN, TERMS, found=Discipline([APRIL[0]]), value=lambda _: 1)
        assert (found is not None) == is_reckoned


class TestATotal:
    def test_has_the_bonus_and_not_the_deduction(self) -> None:
        points = {**TERMS.marks, "A1": Decimal("8.2"), "bonus": Decimal(2), "deduction": Decimal("0.5")}
        assert total_of(points, TERMS) == Decimal("99.7")

    def test_is_capped_by_a_veto(self) -> None:
        assert total_of({**TERMS.marks, "veto": Decimal(1)}, TERMS) == Decimal(60)
        assert total_of({"A1": TEN, "veto": Decimal(1)}, TERMS) == TEN
        assert total_of({**TERMS.marks, "veto": NOTHING}, TERMS) == Decimal(100)

    def test_is_written_down_step_by_step(self) -> None:
        points = {"A1": Decimal("62.84"), "bonus": Decimal(2), "deduction": Decimal("0.5"), "veto": Decimal(1)}
        assert [(step.what, step.points, step.most) for step in added_up(points, TERMS).steps] == [
            ("scores", "62.84", None),
            ("bonus", "2", None),
            ("deduction", "-0.5", None),
            ("veto", "-4.34", "60"),
        ]

    @given(
        st.dictionaries(
            st.sampled_from([*TERMS.marks, "bonus", "deduction", "veto"]),
            st.sampled_from([NOTHING, Decimal(1), Decimal("0.01")]),
        )
    )
    def test_never_falls_below_nothing_nor_rises_above_what_is_given(self, points: dict[str, Decimal]) -> None:
        total = total_of(points, TERMS)
        assert sum(Decimal(step.points) for step in added_up(points, TERMS).steps) == total
        assert NOTHING <= total <= sum(points.values(), NOTHING)
        if is_vetoed(points):
            assert total <= TERMS.veto
