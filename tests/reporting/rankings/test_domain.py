"""Who ranks where, and what may be done with a ranking and an appeal: pure."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.rankings.domain import (
    AppealsOpen,
    AppealsOver,
    AppealsPossible,
    DecidedByScorer,
    Decision,
    DecisionInvalid,
    Judged,
    NotConfirmed,
    NotProvisional,
    NotToReopen,
    Result,
    RoundChanged,
    RoundIncomplete,
    confirmed,
    must_be,
    must_be_impartial,
    must_be_possible,
    must_take_appeals,
    provisional,
    published,
    ranked,
    reopened,
    results_of,
)
from services.reporting.schemes.domain import Terms
from services.reporting.scores.domain import Round, RoundNotOpen, Station

UNTIL = date(2019, 5, 9)
AFTER = UNTIL + timedelta(days=1)
OPEN = Round(UUID(int=1), "2019-04", UUID(int=2), 1, UUID(int=3), Terms.default())
PROVISIONAL = provisional(OPEN, {}, UNTIL)
ONE, OTHER, THIRD = UUID(int=7), UUID(int=8), UUID(int=9)


def result(code: str, total: int | str, listed: str = "townships", *, is_vetoed: bool = False) -> Result:
    return Result(Station(code, f"411329.{code}", listed), {}, Decimal(total), is_vetoed)


@st.composite
def results(draw: st.DrawFn) -> list[Result]:
    lists, totals = st.sampled_from(["townships", "county-units"]), st.integers(0, 6)
    drawn = draw(st.lists(st.tuples(lists, totals, st.booleans()), max_size=20))
    return [result(f"{number:06}", total, listed, is_vetoed=veto) for number, (listed, total, veto) in enumerate(drawn)]


class TestARanking:
    def test_counts_equals_together_and_all_before_the_next(self) -> None:
        found = ranked([result("C", 88), result("A", 90), result("B", 90), result("D", 99, is_vetoed=True)])
        assert [(each.result.station.org_code, each.place) for each in found] == [
            ("A", 1), ("B", 1), ("C", 3), ("D", None),
        ]  # fmt: skip

    @given(results())
    def test_gives_each_one_more_than_how_many_of_its_list_are_better(self, given_: list[Result]) -> None:
        found = ranked(given_)
        assert sorted(each.result.station.org_code for each in found) == [each.station.org_code for each in given_]
        for each in found:
            own = each.result
            better = [
                other
                for other in given_
                if other.station.listed == own.station.listed and not other.is_vetoed and other.total > own.total
            ]
            assert each.place == (None if own.is_vetoed else len(better) + 1)

    @given(results(), st.randoms())
    def test_is_the_same_in_whatever_order_they_come(self, given_: list[Result], random: Any) -> None:
        mixed = list(given_)
        random.shuffle(mixed)
        assert ranked(mixed) == ranked(given_)

    def test_goes_by_the_total_of_each(self) -> None:
        station = Station("A", "411329.A", "townships")
        [found] = results_of([station], {"A": {**OPEN.terms.marks, "veto": Decimal(1)}}, OPEN)
        assert (found.total, found.is_vetoed) == (Decimal(60), True)


class TestARound:
    def test_goes_from_one_state_to_the_next(self) -> None:
        assert (PROVISIONAL.state, PROVISIONAL.edition, PROVISIONAL.appeals_until) == ("provisional", 1, UNTIL)
        after = published(confirmed(PROVISIONAL, 0, AFTER))
        assert after.state == "published"
        again = reopened(after, 0)
        assert (again.state, again.edition, again.appeals_until) == ("open", 1, None)
        assert provisional(again, {}, UNTIL).edition == 2

    def test_is_ranked_when_every_score_is_there(self) -> None:
        with pytest.raises(RoundIncomplete) as refused:
            provisional(OPEN, {"A": ("A1", "A3"), "B": ("A1",)}, UNTIL)
        assert refused.value.facts == {"scores": 3}
        with pytest.raises(RoundNotOpen):
            provisional(PROVISIONAL, {}, UNTIL)

    def test_is_confirmed_when_appeals_are_over_and_decided(self) -> None:
        with pytest.raises(AppealsPossible):
            confirmed(PROVISIONAL, 0, UNTIL)
        with pytest.raises(AppealsOpen):
            confirmed(PROVISIONAL, 1, AFTER)
        with pytest.raises(NotProvisional):
            confirmed(OPEN, 0, AFTER)

    def test_is_published_when_it_was_confirmed(self) -> None:
        for each in (OPEN, PROVISIONAL, replace(PROVISIONAL, state="published")):
            with pytest.raises(NotConfirmed):
                published(each)

    def test_is_reopened_when_no_appeal_waits(self) -> None:
        with pytest.raises(NotToReopen):
            reopened(OPEN, 0)
        with pytest.raises(AppealsOpen):
            reopened(PROVISIONAL, 1)

    def test_is_acted_on_as_it_was_shown(self) -> None:
        must_be(OPEN, None)
        must_be(OPEN, OPEN.version)
        with pytest.raises(RoundChanged):
            must_be(OPEN, OPEN.version + 1)


class TestAnAppeal:
    def test_comes_while_the_ranking_is_provisional(self) -> None:
        must_take_appeals(PROVISIONAL, UNTIL)
        with pytest.raises(AppealsOver):
            must_take_appeals(PROVISIONAL, AFTER)
        for each in (OPEN, confirmed(PROVISIONAL, 0, AFTER)):
            with pytest.raises(NotProvisional):
                must_take_appeals(each, UNTIL)

    def test_is_decided_by_who_neither_scored_nor_lodged_it(self) -> None:
        must_be_impartial((ONE,), (OTHER, None))
        for hands, concerned in (((ONE,), (ONE, OTHER)), ((ONE, OTHER), (OTHER, THIRD)), ((ONE, OTHER), (None, OTHER))):
            with pytest.raises(DecidedByScorer):
                must_be_impartial(hands, concerned)

    @pytest.mark.parametrize("decision", [Decision("upheld", Decimal(9), "理由"), Decision("refused", None, "理由")])
    def test_is_upheld_with_another_score_or_refused_without(self, decision: Decision) -> None:
        must_be_possible(Judged("A1", decision, Decimal(8), Decimal(10)), today=UNTIL)

    @pytest.mark.parametrize(
        ("outcome", "points", "code"),
        [
            ("upheld", None, "upheld-without-points"),
            ("refused", "9", "refused-with-points"),
            ("upheld", "10.01", "more-than-full"),
            ("upheld", "8", "score-the-same"),
            ("upheld", "7.5", "upheld-for-the-worse"),
        ],
    )
    def test_is_not_decided_otherwise(self, outcome: str, points: str | None, code: str) -> None:
        decision = Decision(outcome, None if points is None else Decimal(points), "理由")
        with pytest.raises(DecisionInvalid) as refused:
            must_be_possible(Judged("A1", decision, Decimal(8), Decimal(10)), today=UNTIL)
        assert [(each.field, each.code) for each in refused.value.fields] == [("points", code)]

    def test_against_a_veto_takes_it_back_or_leaves_it(self) -> None:
        one = Decimal(1)
        must_be_possible(Judged("veto", Decision("upheld", Decimal(0), "理由"), one, one), today=UNTIL)
        with pytest.raises(DecisionInvalid) as refused:
            must_be_possible(Judged("veto", Decision("upheld", Decimal("0.5"), "理由"), one, one), today=UNTIL)
        assert [each.code for each in refused.value.fields] == ["veto-in-part"]

    def test_that_is_upheld_takes_less_off_or_nothing(self) -> None:
        less, more = (Decision("upheld", Decimal(points), "理由") for points in (1, 3))
        must_be_possible(Judged("deduction", less, Decimal(2), Decimal(10)), today=UNTIL)
        must_be_possible(Judged("bonus", more, None, Decimal(5)), today=UNTIL)
        with pytest.raises(DecisionInvalid) as refused:
            must_be_possible(Judged("deduction", more, Decimal(2), Decimal(10)), today=UNTIL)
        assert [each.code for each in refused.value.fields] == ["upheld-for-the-worse"]
