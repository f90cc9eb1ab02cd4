"""How a formula is read."""

from typing import Any

import pytest

from services.benefits.amounts.domain import Formula, Looked, Share, Times
from services.benefits.amounts.rules import read_formula
from services.benefits.conditions.parameters import FACTS

YEARS = "service.compulsory-years"
BY = ["disability.cause", "disability.grade"]


@pytest.mark.parametrize(
    ("said", "formula"),
    [
        ({"table": "combat-test"}, Looked("combat-test")),
        ({"table": "disability-pension", "by": BY}, Looked("disability-pension", tuple(BY), 12)),
        ({"of": {"table": "rural-old-age"}, "times": YEARS}, Times(Looked("rural-old-age"), YEARS)),
        (
            {"of": {"table": "average-monthly-wage"}, "share": {"table": "nursing-share", "by": BY}},
            Share(Looked("average-monthly-wage"), Looked("nursing-share", tuple(BY))),
        ),
    ],
)
def test_a_formula_is_read(said: Any, formula: Formula) -> None:
    assert read_formula(said, "amount", list(FACTS)) == (formula, [])


@pytest.mark.parametrize(
    ("said", "at", "code"),
    [
        ("combat-test", "amount", "not-a-formula"),
        ({}, "amount", "not-a-formula"),
        ({"table": "x"}, "amount.table", "unknown-table"),
        ({"table": "nursing-share"}, "amount.table", "unknown-table"),
        ({"table": "combat-test", "by": "age"}, "amount.by", "not-a-list"),
        ({"table": "combat-test", "by": ["age", "x"]}, "amount.by.1", "unknown-fact"),
        ({"table": "combat-test", "times": YEARS}, "amount", "not-a-formula"),
        ({"of": {"table": "combat-test"}, "times": "x"}, "amount.times", "unknown-fact"),
        ({"of": {"table": "combat-test"}, "share": {"table": "combat-test"}}, "amount.share.table", "unknown-table"),
        ({"of": {"of": {"table": "combat-test"}, "times": YEARS}, "times": YEARS}, "amount.of", "not-a-formula"),
    ],
)
def test_a_mistake_is_named_with_its_place(said: Any, at: str, code: str) -> None:
    formula, [fault] = read_formula(said, "amount", list(FACTS))
    assert (formula, fault.field, fault.code) == (None, at, code)
