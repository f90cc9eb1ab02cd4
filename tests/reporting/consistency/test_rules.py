"""Rules between figures: pure."""

from dataclasses import replace

import pytest

from services.reporting.consistency.rules import RULES, Figures, Tree, check
from services.reporting.figures.domain import Change, Sums
from tests.given import CENTRE
from tests.reporting.given import SHIAN, WAIZI, YANGYING


def here(value: int) -> Sums:
    """A unit holds this by itself."""
    return Sums(here=Change(value, abs(value)))


def below(value: int) -> Sums:
    """The units below hold this."""
    return Sums(below=Change(value, abs(value)))


def one_station(veterans: int = 100, members: int = 30) -> Tree:
    """A county of one station with one room, where everything agrees."""
    network: dict[str, dict[str, Sums]] = {
        CENTRE: {code: below(1) for code in ("F03", "F04", "F05", "F06")},
        SHIAN: {"F03": here(1), "F05": here(1), "F04": below(1), "F06": below(1)},
        YANGYING: {"F04": here(1), "F06": here(1)},
    }
    people = {"F01": veterans, "F02": members}
    for path, held in ((CENTRE, below), (SHIAN, below), (YANGYING, here)):
        network[path] |= {code: held(value) for code, value in people.items()}
    return Tree(CENTRE, network)


def changed(tree: Tree, path: str, **figures: Sums) -> Tree:
    """The same tree with other figures at one unit."""
    before: Figures = tree.units.get(path, {})
    return replace(tree, units={**tree.units, path: {**before, **figures}})


def found(tree: Tree) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(each.rule.code, each.fault.value, each.fault.expected, each.fault.units) for each in check(tree)]


class TestConsistency:
    def test_finds_nothing_where_all_agree(self) -> None:
        assert found(one_station()) == []

    def test_finds_nothing_where_nothing_is(self) -> None:
        assert found(Tree(CENTRE, {CENTRE: {}})) == []

    def test_names_the_station_without_branch(self) -> None:
        tree = changed(changed(one_station(), SHIAN, F05=here(0)), CENTRE, F05=below(0))
        assert ("C1", "F03 1, F05 0", "F03 = F05, 1 : 1", ("411329104",)) in found(tree)

    def test_does_not_let_two_branches_at_one_station_make_up_for_none_at_another(self) -> None:
        tree = changed(changed(one_station(), SHIAN, F05=here(2)), WAIZI, F03=here(1))
        tree = changed(tree, CENTRE, F03=below(2), F05=below(2))
        assert found(tree)[0] == ("C1", "F03 2, F05 2", "F03 = F05, 1 : 1", ("411329104", "411329105"))

    def test_names_the_room_without_group(self) -> None:
        assert found(changed(one_station(), YANGYING, F06=here(0)))[0][0::3] == ("C2", ("411329104210",))

    def test_names_the_room_whose_group_is_under_the_branch_of_another_station(self) -> None:
        tree = replace(one_station(), rooms_astray=frozenset({YANGYING}))
        assert found(tree) == [("C2", "F04 1, F06 1", "F04 = F06, 1 : 1", ("411329104210",))]

    def test_names_every_unit_with_more_members_than_veterans(self) -> None:
        tree = one_station(veterans=10, members=11)
        units = ("411329", "411329104", "411329104210")
        assert ("C3", "F02 11, F01 10", "F02 <= F01", units) in found(tree)

    def test_names_the_unit_at_which_somebody_serves_who_is_no_veteran(self) -> None:
        tree = replace(one_station(), strangers_at=frozenset({YANGYING}))
        [(rule, _, _, units)] = found(tree)
        assert (rule, units) == ("C5", ("411329104210",))

    def test_names_the_units_at_which_a_case_or_a_person_counts_twice_each_figure_by_itself(self) -> None:
        twice = {("F20", YANGYING): 2, ("F19", YANGYING): 2, ("F19", SHIAN): 2, ("F01", YANGYING): -1}
        assert found(replace(one_station(), counted_otherwise=twice)) == [
            ("C7", "F20 2 : 1", "F20 1 : 1", ("411329104210",)),
            ("C8", "F01 -1 : 1", "F01 1 : 1", ("411329104210",)),
            ("C8", "F19 2 : 1", "F19 1 : 1", ("411329104", "411329104210")),
        ]

    def test_names_the_units_of_disputes_without_a_mediator_in_office_as_worth_a_look(self) -> None:
        [finding] = check(replace(one_station(), resolved_by_others={YANGYING: 2, SHIAN: 1}))
        assert (finding.rule.code, finding.rule.severity, finding.fault.value) == ("C7", "hard", "F20 (F19 = 0): 3")
        assert finding.fault.units == ("411329104", "411329104210")

    def test_names_the_unit_at_which_somebody_serves_who_left(self) -> None:
        tree = replace(one_station(), departed_at=frozenset({YANGYING}))
        [(rule, _, _, units)] = found(tree)
        assert (rule, units) == ("C14", ("411329104210",))

    @pytest.mark.parametrize(("members", "alerts"), [(2, [("C12", "F02 < 3: 1 / 1")]), (3, [])])
    def test_finds_a_group_of_fewer_than_three_members_small(self, members: int, alerts: list[tuple[str, str]]) -> None:
        tree = one_station(veterans=20, members=members)
        assert [(rule, value) for rule, value, *_ in found(tree) if rule == "C12"] == alerts

    @pytest.mark.parametrize(
        ("fen", "value"),
        [
            (38_899_999, ["F09 / (F08 + F53) = 100.0"]),
            (38_900_000, []),
            (80_000_000, []),
            (1_167_000_000, []),
            (1_167_000_001, ["F09 / (F08 + F53) = 3000.0"]),
        ],
    )
    def test_finds_what_a_square_metre_cost_unusual(self, fen: int, value: list[str]) -> None:
        tree = one_station()
        tree = changed(tree, CENTRE, F09=here(fen), F08=here(3_000), F53=below(890))
        assert [each for rule, each, *_ in found(tree) if rule == "C13"] == value

    def test_names_the_units_where_somebody_was_checked_whose_categories_did_not_qualify(self) -> None:
        tree = changed(one_station(), YANGYING, F51=here(2))
        for path in (CENTRE, SHIAN):
            tree = changed(tree, path, F51=below(2))
        assert found(tree) == [("C6", "F51: 2", "F51: 0", ("411329104210",))]

    def test_asks_for_no_cost_before_area_and_investment_are_known(self) -> None:
        assert found(changed(one_station(), CENTRE, F09=here(100))) == []
        assert found(changed(one_station(), CENTRE, F08=here(1))) == []

    def test_names_the_unit_whose_parts_do_not_add_up(self) -> None:
        tree = changed(one_station(), CENTRE, F01=below(101))
        assert found(tree) == [("C9", "F01 101", "F01 100", ("411329",))]

    def test_notices_a_part_whose_unit_above_was_never_told(self) -> None:
        tree = changed(one_station(), f"{WAIZI}.411329105200", F19=here(1))
        assert found(tree) == [("C9", "F19 0", "F19 1", ("411329105",))]

    @pytest.mark.parametrize(("members", "alerts"), [(9, ["C10"]), (10, []), (40, []), (41, ["C10"])])
    def test_finds_the_share_of_members_unusual_outside_ten_to_forty_percent(
        self, members: int, alerts: list[str]
    ) -> None:
        assert [rule for rule, *_ in found(one_station(100, members))] == alerts

    @pytest.mark.parametrize(("members", "alerts"), [(50, []), (51, ["C11"])])
    def test_finds_more_than_fifty_members_a_branch_too_many(self, members: int, alerts: list[str]) -> None:
        assert [rule for rule, *_ in found(one_station(200, members))] == alerts

    def test_shows_quotients_to_one_decimal_half_up(self) -> None:
        values = [value for rule, value, *_ in found(one_station(veterans=2000, members=1013)) if rule == "C10"]
        assert values == ["50.7 %"]  # 50.65

    def test_calls_soft_what_is_only_unusual(self) -> None:
        assert {rule.code for rule in RULES if rule.severity == "soft"} == {"C6", "C10", "C11", "C12", "C13"}

    def test_says_every_rule_in_both_languages(self) -> None:
        assert all(rule.says.zh and rule.says.en for rule in RULES)
