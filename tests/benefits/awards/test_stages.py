"""The stages of a round: what is possible at which, and where a round goes by hand."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.benefits.awards.domain.refusals import NotAtThisStage, SelectionInvalid
from services.benefits.awards.domain.results import Level
from services.benefits.awards.domain.rounds import (
    MOVES,
    POSSIBLE,
    RUNNING,
    Act,
    Stage,
    TakenDown,
    Vetted,
    first_of_publicity,
    is_vetted,
    must_be_possible,
    must_go_on,
)
from services.benefits.awards.parameters import OFFICES, STAGES, STANDINGS, STEPS
from services.benefits.awards.rules import NOMINEE, Candidate
from shared.rule import faults

ONE = UUID(int=1)
PASSED = [Vetted(office, True) for office in OFFICES]


class TestTheFirstDayOfPublicity:
    """A round of 2019; counted on the 1st of April, scored on the 2nd, each taken down later."""

    @pytest.mark.parametrize(
        ("opened", "recorded", "expected"),
        [
            ("2019-03-01", "2019-04-02", "2019-04-02"),
            ("2019-03-01", "2019-04-09", "2019-04-09"),
            ("2019-12-31", "2020-01-08", "2020-01-08"),
            ("2020-01-01", "2020-01-08", "2019-04-02"),
            ("2026-01-01", "2026-01-02", "2019-04-02"),
        ],
    )
    def test_is_that_on_which_the_result_was_taken_down_but_of_the_past(
        self, opened: str, recorded: str, expected: str
    ) -> None:
        days = {
            "opened": ("2019-03-01", opened), "counted": ("2019-04-01", "2019-04-01"),
            "scored": ("2019-04-02", recorded), "published": ("2030-01-01", "2030-01-01"),
        }  # fmt: skip
        if opened > "2019-12-31":
            days["counted"] = ("2019-04-01", recorded)
        steps = [TakenDown(name, *map(date.fromisoformat, given)) for name, given in days.items()]
        assert str(first_of_publicity(2019, steps)) == expected


class TestAStage:
    def test_is_a_word_of_the_list_that_is_published(self) -> None:
        assert [each.value for each in Stage] == list(STAGES)
        assert {"standing", "awarded"} < set(STANDINGS)
        assert {"counted", "granted"} < set(STEPS)

    def test_says_of_every_act_whether_it_is_possible(self) -> None:
        assert set(POSSIBLE) == set(Act)
        must_be_possible(Act.GRANT, Stage.PUBLICITY)
        for stage in set(Stage) - {Stage.PUBLICITY}:
            with pytest.raises(NotAtThisStage):
                must_be_possible(Act.GRANT, stage)

    def test_that_ended_the_round_is_left_by_nothing_but_a_revocation(self) -> None:
        assert {act for act, stages in POSSIBLE.items() if stages - RUNNING} == {Act.REVOKE}
        assert set(MOVES) <= RUNNING

    def test_is_never_passed_over(self) -> None:
        order = list(Stage)
        for stage, moves in MOVES.items():
            assert all(abs(order.index(to) - order.index(stage)) == 1 for to in moves)


class TestVetting:
    def test_is_done_when_all_four_offices_let_him_pass(self) -> None:
        assert is_vetted(PASSED)
        for missing in range(len(PASSED)):
            assert not is_vetted([each for at, each in enumerate(PASSED) if at != missing])
        assert not is_vetted([*PASSED[1:], Vetted(PASSED[0].office, False)])

    def test_of_everybody_opens_the_vote(self) -> None:
        must_go_on(Stage.VETTING, Stage.VOTING, {ONE: PASSED})
        with pytest.raises(SelectionInvalid):
            must_go_on(Stage.VETTING, Stage.VOTING, {ONE: PASSED, UUID(int=2): PASSED[1:]})
        with pytest.raises(SelectionInvalid):
            must_go_on(Stage.VETTING, Stage.VOTING, {})
        must_go_on(Stage.VOTING, Stage.VETTING, {})


class TestACandidate:
    """Whoever stands in the register and lives, and has not won yet."""

    WELL = Candidate(date(2019, 4, 1), Level.COUNTY, ())

    def test_breaks_no_rule(self) -> None:
        assert faults(NOMINEE, self.WELL, on=self.WELL.on) == ()

    @pytest.mark.parametrize(
        ("code", "changed"),
        [
            ("won-before", {"won_before": [Level.COUNTY]}),
            ("won-before", {"won_before": [Level.NATION]}),
            ("after-death", {"deceased_on": date(2019, 3, 31)}),
            ("deregistered", {"is_deregistered": True}),
            ("transferred-out", {"away_since": date(2019, 4, 1)}),
            ("same-person", {"is_twice": True}),
            ("merged", {"is_merged": True}),
        ],
    )
    def test_breaks_one_rule_at_a_time(self, code: str, changed: dict[str, Any]) -> None:
        assert [each.code for each in faults(NOMINEE, replace(self.WELL, **changed), on=self.WELL.on)] == [code]

    def test_who_dies_or_leaves_afterwards_breaks_none(self) -> None:
        later = replace(self.WELL, deceased_on=date(2019, 4, 1), away_since=date(2019, 4, 2))
        assert faults(NOMINEE, later, on=later.on) == ()

    def test_who_won_below_may_stand_for_more(self) -> None:
        assert faults(NOMINEE, replace(self.WELL, level=Level.CITY, won_before=[Level.COUNTY]), on=self.WELL.on) == ()
