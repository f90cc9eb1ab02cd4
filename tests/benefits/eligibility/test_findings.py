"""What comes of a programme for a person."""

from datetime import date
from typing import Any

import pytest

from services.benefits.conditions.domain import Known, Leaf, Range
from services.benefits.eligibility.domain import Clause, Outcome, Weighing, digest_of, find

APRIL = date(2019, 4, 30)
LIVING = Clause("living", Leaf("person.status", "eq", "living"))
AGE = Clause("age", Leaf("age", "gte", 60))
RURAL = Clause("rural", Leaf("household.type", "eq", "rural"))
ALLOWANCE = Weighing("old-age", 3, (LIVING, AGE, RURAL))


def known(**facts: Any) -> Known:
    return Known(APRIL, {name.replace("__", "."): value for name, value in facts.items()}, {})


class TestAFinding:
    @pytest.mark.parametrize(
        ("facts", "outcome", "missing"),
        [
            ({"person__status": "living", "age": 61, "household__type": "rural"}, Outcome.ENTITLED, ()),
            ({"person__status": "living", "age": 61}, Outcome.NEEDS_EVIDENCE, ("household.type",)),
            ({"person__status": "living", "age": Range(55, 65)}, Outcome.NEEDS_EVIDENCE, ("age", "household.type")),
            ({"age": Range(55, 59)}, Outcome.NOT_ENTITLED, ("person.status", "household.type")),
            ({}, Outcome.NEEDS_EVIDENCE, ("person.status", "age", "household.type")),
        ],
    )
    def test_says_what_came_of_every_clause_and_what_is_missing(
        self, facts: dict[str, Any], outcome: Outcome, missing: tuple[str, ...]
    ) -> None:
        found = find(ALLOWANCE, known(**facts))
        assert (found.outcome, found.missing) == (outcome, missing)
        assert (found.programme_code, found.version, found.on) == ("old-age", 3, APRIL)
        assert list(found.clauses) == ["living", "age", "rural"]

    def test_of_a_programme_without_conditions_is_that_everybody_is_entitled(self) -> None:
        assert find(Weighing("advice", 1, ()), known()).outcome is Outcome.ENTITLED


class TestTheDigest:
    def test_is_of_all_that_a_decision_rests_on(self) -> None:
        one = known(age=61, categories__active=frozenset({"51", "11"}))
        same = known(categories__active=frozenset({"11", "51"}), age=61)
        others = [
            known(age=60, categories__active=frozenset({"51", "11"})),
            known(age=Range(61, 79), categories__active=frozenset({"51", "11"})),
            Known(date(2019, 5, 1), one.facts, {}),
            Known(APRIL, one.facts, {"hardship-line": 1}),
        ]
        assert digest_of(one) == digest_of(same)
        assert len({digest_of(each) for each in (one, *others)}) == 5
