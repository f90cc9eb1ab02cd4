"""Which categories a condition asks for. Pure."""

from typing import Any

import pytest

from services.benefits.checks.domain import categories_asked
from services.benefits.conditions.rules import read_condition


def of(*categories: str) -> dict[str, Any]:
    return {"fact": "categories.active", "op": "overlaps", "value": list(categories)}


@pytest.mark.parametrize(
    ("condition", "asked"),
    [
        (of("51", "61"), {"51", "61"}),
        (
            {"any": [of("51"), {"all": [of("11"), {"fact": "person.status", "op": "eq", "value": "living"}]}]},
            {"51", "11"},
        ),
        ({"all": [of("51"), {"not": of("61")}]}, {"51"}),
        ({"fact": "categories.active", "op": "exists"}, set()),
        ({"fact": "roles.active", "op": "overlaps", "value": ["mediator"]}, set()),
    ],
)
def test_are_those_of_which_one_is_to_be_held(condition: dict[str, Any], asked: set[str]) -> None:
    read, faults = read_condition(condition, "", frozenset())
    assert read is not None, faults
    assert categories_asked(read) == asked
