"""Conditions: three values, what they rest on, and how a written one is read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.benefits.conditions.domain import (
    All,
    Condition,
    Known,
    Leaf,
    Not,
    Period,
    Range,
    Some,
    Verdict,
    leaves_of,
    weigh,
)
from services.benefits.conditions.parameters import FACTS, OPERATORS, Kind
from services.benefits.conditions.rules import DEEPEST, read_condition

APRIL = date(2019, 4, 30)
PASSED, FAILED, UNKNOWN = Verdict.PASSED, Verdict.FAILED, Verdict.UNKNOWN


def known(parameters: Mapping[str, Any] | None = None, on: date = APRIL, **facts: Any) -> Known:
    return Known(on, {name.replace("__", "."): value for name, value in facts.items()}, parameters or {})


def read(said: object, *parameters: str) -> Condition:
    condition, faults = read_condition(said, "when", frozenset(parameters))
    assert not faults
    assert condition is not None
    return condition


def faults(said: object) -> set[tuple[str, str]]:
    condition, found = read_condition(said, "when", frozenset({"hardship-line"}))
    assert (condition is None) == bool(found)
    return {(fault.field, fault.code) for fault in found}


class TestAComparison:
    @pytest.mark.parametrize(
        ("leaf", "facts", "verdict"),
        [
            (Leaf("sex", "eq", "1"), {"sex": "1"}, PASSED),
            (Leaf("sex", "eq", "1"), {"sex": "2"}, FAILED),
            (Leaf("sex", "eq", "1"), {}, UNKNOWN),
            (Leaf("employer", "exists"), {"employer": None}, FAILED),
            (Leaf("employer", "not-exists"), {"employer": None}, PASSED),
            (Leaf("employer", "exists"), {}, UNKNOWN),
            (Leaf("employer", "eq", "x"), {"employer": None}, FAILED),
            (Leaf("employer", "ne", "x"), {"employer": None}, PASSED),
            (Leaf("age", "between", (60, 69)), {"age": 69}, PASSED),
            (Leaf("age", "between", (60, 69)), {"age": 70}, FAILED),
            (Leaf("sex", "in", frozenset("12")), {"sex": "2"}, PASSED),
            (Leaf("relations", "overlaps", frozenset({"10"})), {"relations": ("20", "10")}, PASSED),
            (Leaf("relations", "overlaps", frozenset({"10"})), {"relations": ()}, FAILED),
            (Leaf("enlisted-on", "lt", date(2011, 11, 1)), {"enlisted-on": date(2011, 10, 31)}, PASSED),
        ],
    )
    def test_has_three_values(self, leaf: Leaf, facts: dict[str, Any], verdict: Verdict) -> None:
        assert weigh(leaf, Known(APRIL, facts, {})).verdict is verdict

    @pytest.mark.parametrize(
        ("op", "value", "verdicts"),
        [
            ("gte", 60, (PASSED, UNKNOWN, FAILED)),
            ("gt", 59, (PASSED, UNKNOWN, FAILED)),
            ("lt", 60, (FAILED, UNKNOWN, PASSED)),
            ("lte", 59, (FAILED, UNKNOWN, PASSED)),
            ("eq", 58, (FAILED, UNKNOWN, FAILED)),
            ("ne", 58, (PASSED, UNKNOWN, PASSED)),
            ("between", (56, 79), (PASSED, UNKNOWN, FAILED)),
        ],
    )
    def test_of_a_range_is_decided_where_it_is_so_for_all_of_it(
        self, op: str, value: Any, verdicts: tuple[Verdict, ...]
    ) -> None:
        """An age is known by the birthdays that were told: 60 and not yet 80, 55 and not yet 60, below 55 …"""
        ages = (Range(60, 79), Range(55, 65), Range(None, 54))
        leaf = Leaf("age", op, value)
        assert tuple(weigh(leaf, known(age=age)).verdict for age in ages) == verdicts

    @given(st.sampled_from(["gte", "gt", "lt", "lte", "eq", "ne", "between"]), st.data())
    def test_of_a_range_is_that_of_every_number_in_it(self, op: str, data: st.DataObject) -> None:
        numbers = st.integers(-3, 6)
        low, high = sorted((data.draw(numbers), data.draw(numbers)))
        value = tuple(sorted((data.draw(numbers), data.draw(numbers)))) if op == "between" else data.draw(numbers)
        each = {weigh(Leaf("age", op, value), known(age=number)).verdict for number in range(low, high + 1)}
        whole = weigh(Leaf("age", op, value), known(age=Range(low, high))).verdict
        assert whole is (each.pop() if len(each) == 1 else UNKNOWN)

    def test_of_a_period_asks_for_any_day_of_the_month(self) -> None:
        leaf = Leaf("categories.active", "overlaps_month")
        periods = {
            Period(date(2019, 4, 30), date(2019, 5, 1)): PASSED,
            Period(date(2019, 1, 1), date(2019, 4, 1)): FAILED,
            Period(date(2019, 5, 1)): FAILED,
            Period(date(2019, 1, 1), date(2019, 4, 2)): PASSED,
        }
        for period, verdict in periods.items():
            found = known(categories__active=(period,), on=date(2019, 4, 15))
            assert weigh(leaf, found).verdict is verdict, period
        december = known(categories__active=(Period(date(2019, 12, 31), date(2020, 1, 1)),), on=date(2019, 12, 1))
        assert weigh(leaf, december).verdict is PASSED

    def test_with_a_parameter_takes_what_the_county_has_set(self) -> None:
        condition = read(
            {"fact": "household.income-per-head", "op": "lte", "value": "param:hardship-line"}, "hardship-line"
        )
        income = {"household.income-per-head": 50_000}
        assert weigh(condition, Known(APRIL, income, {"hardship-line": 60_000})).verdict is PASSED
        assert weigh(condition, Known(APRIL, income, {"hardship-line": 40_000})).verdict is FAILED
        assert weigh(condition, Known(APRIL, income, {})).verdict is UNKNOWN


RURAL = {"fact": "household.type", "op": "eq", "value": "rural"}
URBAN_WITHOUT_EMPLOYER = {
    "all": [{"fact": "household.type", "op": "eq", "value": "urban"}, {"fact": "employer", "op": "not-exists"}]
}


class TestACondition:
    def test_names_what_its_verdict_rests_on(self) -> None:
        condition = read({"any": [RURAL, URBAN_WITHOUT_EMPLOYER]})
        for facts, verdict, rests_on in (
            ({"household.type": "rural"}, PASSED, {"household.type"}),
            ({"household.type": "urban"}, UNKNOWN, {"employer"}),
            ({"household.type": "urban", "employer": "x"}, FAILED, {"household.type", "employer"}),
            ({}, UNKNOWN, {"household.type", "employer"}),
        ):  # fmt: skip
            found = weigh(condition, Known(APRIL, facts, {}))
            assert (found.verdict, {leaf.fact for leaf in found.because}) == (verdict, rests_on), facts

    @given(st.data())
    def test_is_never_decided_otherwise_by_who_learns_more(self, data: st.DataObject) -> None:
        condition = data.draw(CONDITIONS)
        everything = {name: data.draw(st.booleans()) for name in NAMES}
        some = {name: everything[name] for name in NAMES if data.draw(st.booleans())}
        before, after = (weigh(condition, Known(APRIL, facts, {})).verdict for facts in (some, everything))
        assert after is not UNKNOWN
        assert before in {UNKNOWN, after}

    @given(st.data())
    def test_rests_on_facts_that_decide_it_alone(self, data: st.DataObject) -> None:
        condition = data.draw(CONDITIONS)
        facts = {name: data.draw(st.booleans()) for name in NAMES if data.draw(st.booleans())}
        found = weigh(condition, Known(APRIL, facts, {}))
        named = {leaf.fact for leaf in found.because}
        assert named
        if found.verdict is UNKNOWN:
            assert named.isdisjoint(facts)
        else:
            few = {name: facts[name] for name in named}
            assert weigh(condition, Known(APRIL, few, {})).verdict is found.verdict


NAMES = ("a", "b", "c", "d")
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    st.builds(Leaf, st.sampled_from(NAMES), st.just("eq"), st.booleans()),
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Some, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=12,
)


class TestAWrittenOne:
    def test_is_read_with_its_days_and_lists(self) -> None:
        condition = read(
            {
                "all": [
                    {"fact": "enlisted-on", "op": "between", "value": ["1954-11-01", "2011-10-31"]},
                    {"not": {"fact": "categories.active", "op": "overlaps", "value": ["41", "42"]}},
                ]
            }
        )
        assert [(leaf.fact, leaf.value) for leaf in leaves_of(condition)] == [
            ("enlisted-on", (date(1954, 11, 1), date(2011, 10, 31))),
            ("categories.active", frozenset({"41", "42"})),
        ]

    @pytest.mark.parametrize(
        ("said", "found"),
        [
            ("x", {("when", "not-a-condition")}),
            ({}, {("when.fact", "unknown-fact")}),
            ({"all": []}, {("when.all", "no-parts")}),
            ({"all": [{"fact": "agee"}, {"fact": "age", "op": "like"}]},
             {("when.all.0.fact", "unknown-fact"), ("when.all.1.op", "unknown-operator")}),
            ({"fact": "age", "op": "gte", "value": "60"}, {("when.value", "wrong-value")}),
            ({"fact": "age", "op": "gte", "value": True}, {("when.value", "wrong-value")}),
            ({"fact": "age", "op": "between", "value": [70, 60]}, {("when.value", "wrong-value")}),
            ({"fact": "age", "op": "between", "value": [60]}, {("when.value", "wrong-value")}),
            ({"fact": "age", "op": "gte"}, {("when.value", "wrong-value")}),
            ({"fact": "employer", "op": "exists", "value": 1}, {("when.value", "no-value")}),
            ({"fact": "enlisted-on", "op": "gte", "value": "1959-02-29"}, {("when.value", "wrong-value")}),
            ({"fact": "relations", "op": "overlaps", "value": []}, {("when.value", "wrong-value")}),
            ({"fact": "age", "op": "gte", "value": "param:none"}, {("when.value", "unknown-parameter")}),
            *(
                ({"fact": fact, "op": op, "value": "param:hardship-line"}, {("when.value", "wrong-value")})
                for fact, op in (("age", "between"), ("categories.active", "overlaps"), ("sex", "eq"),
                                 ("enlisted-on", "gte"))
            ),
            ({"fact": "age", "op": "gte", "value": 60, "valeu": 1}, {("when.valeu", "unknown-key")}),
            ({"not": {"any": ["x"]}}, {("when.not.any.0", "not-a-condition")}),
        ],
    )  # fmt: skip
    def test_has_every_mistake_named_with_its_place(self, said: object, found: set[tuple[str, str]]) -> None:
        assert faults(said) == found

    def test_is_not_nested_without_end(self) -> None:
        said: Any = {"fact": "age", "op": "exists"}
        for _ in range(DEEPEST):
            said = {"not": said}
        assert {code for _, code in faults(said)} == {"too-deep"}

    def test_can_compare_every_fact_in_every_way_its_kind_takes(self) -> None:
        values: Mapping[Kind, Any] = {
            Kind.CODE: "1", Kind.CODES: ["1"], Kind.FLAG: True, Kind.NUMBER: 1, Kind.FEN: 1, Kind.DAY: "2019-01-01",
        }  # fmt: skip
        for fact in FACTS.values():
            for op in OPERATORS[fact.kind]:
                value = values.get(fact.kind)
                given = [value] if op == "in" else [value, value] if op == "between" else value
                takes = {} if op in {"exists", "not-exists", "overlaps_month"} else {"value": given}
                assert not faults({"fact": fact.code, "op": op, **takes}), (fact.code, op)
