"""The programmes of the county pack: each can be published, and finds what the rules' examples say (E01 to E12)."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.benefits.conditions.domain import All, Condition, Known, Range, Verdict, weigh
from services.benefits.conditions.rules import read_condition
from services.benefits.programmes.domain import Draft, next_version
from services.benefits.programmes.parameters import SLOTS
from services.benefits.programmes.schemas import ProgrammeContent

FILES = sorted((Path(__file__).parents[3] / "deploy" / "counties" / "xinye" / "programmes").glob("*.json"))
PASSED, FAILED, UNKNOWN = Verdict.PASSED, Verdict.FAILED, Verdict.UNKNOWN
PARAMETERS = frozenset({"hardship-line"})


def drafts() -> Mapping[str, Draft]:
    read = [ProgrammeContent.model_validate_json(path.read_text(encoding="utf-8")).draft() for path in FILES]
    return {draft.programme_code: draft for draft in read}


DRAFTS = drafts()
HERE: Mapping[str, Any] = {
    "person.status": "living", "domicile.county": "411329", "veteran.record": "registered", "categories.active": (),
}  # fmt: skip
COMBAT = {**HERE, "categories.active": ("51",), "household.type": "rural", "custody.sentenced": None}
OLD_SOLDIER = {
    **HERE, "age": Range(60, 79), "enlisted-on": date(1976, 12, 20), "discharge.household": "rural",
    "pension.employee": False,
}  # fmt: skip
DISABLED = {**HERE, "categories.active": ("11",)}
IN_NEED = {
    "person.status": "living", "person.class": "veteran", "hardship.kind": "medical",
    "household.income-per-head": 50_000,
}  # fmt: skip


def found(programme: str, facts: Mapping[str, Any]) -> Verdict:
    read = [read_condition(rule.when, "", PARAMETERS)[0] for rule in DRAFTS[programme].rules if rule.when]
    conditions: tuple[Condition, ...] = tuple(each for each in read if each)
    return weigh(All(conditions), Known(date(2019, 4, 30), facts, {"hardship-line": 60_000})).verdict


class TestTheFiles:
    def test_are_called_by_their_programmes_and_can_be_published(self) -> None:
        assert [path.stem for path in FILES] == sorted(DRAFTS)
        for draft in DRAFTS.values():
            assert next_version(draft, former=None, slot_holder=None).version == 1

    def test_fill_every_slot_of_the_countys_promise_once(self) -> None:
        assert sorted(draft.slot for draft in DRAFTS.values() if draft.slot) == sorted(SLOTS)

    def test_exclude_each_other_both_ways(self) -> None:
        for code, draft in DRAFTS.items():
            assert all(code in DRAFTS[other].terms.excludes for other in draft.terms.excludes)

    def test_say_by_when_each_level_that_is_asked_decides(self) -> None:
        asked = [draft.terms for draft in DRAFTS.values() if draft.terms.chain]
        assert len(asked) == 6
        assert [list(terms.decide_within) for terms in asked] == [list(terms.chain) for terms in asked]


class TestWhatTheyFind:
    @pytest.mark.parametrize(
        ("programme", "facts", "verdict"),
        [
            ("health-check", COMBAT, PASSED),
            ("health-check", {**COMBAT, "categories.active": ("51", "11")}, PASSED),
            ("health-check", HERE, FAILED),
            ("health-check", {**COMBAT, "person.status": "deceased"}, FAILED),
            ("health-check", {**COMBAT, "domicile.county": "411322"}, FAILED),
            ("combat-test-allowance", COMBAT, PASSED),
            ("combat-test-allowance", {**COMBAT, "household.type": "urban", "employer": None}, PASSED),
            ("combat-test-allowance", {**COMBAT, "household.type": "urban", "employer": "x"}, FAILED),
            ("combat-test-allowance", {**COMBAT, "household.type": "urban"}, UNKNOWN),
            ("combat-test-allowance", {**COMBAT, "custody.sentenced": True}, FAILED),
            ("rural-old-age-allowance", OLD_SOLDIER, PASSED),
            ("rural-old-age-allowance", {**OLD_SOLDIER, "age": Range(55, 59)}, FAILED),
            ("rural-old-age-allowance", {**OLD_SOLDIER, "age": Range(55, None)}, UNKNOWN),
            ("rural-old-age-allowance", {**OLD_SOLDIER, "enlisted-on": date(2011, 10, 31)}, PASSED),
            ("rural-old-age-allowance", {**OLD_SOLDIER, "enlisted-on": date(2011, 11, 1)}, FAILED),
            ("rural-old-age-allowance", {**OLD_SOLDIER, "enlisted-on": date(1954, 10, 31)}, FAILED),
            ("rural-old-age-allowance", {**OLD_SOLDIER, "pension.employee": True}, FAILED),
            ("rural-old-age-allowance", {**OLD_SOLDIER, "categories.active": ("42",)}, FAILED),
            ("rural-old-age-allowance", {**OLD_SOLDIER, "categories.active": ("b1",)}, FAILED),
            ("health-check", {**HERE, "categories.active": ("b1",)}, PASSED),
            ("disability-pension", {**DISABLED, "disability.cause": "illness", "disability.grade": 6}, PASSED),
            ("disability-pension", {**DISABLED, "disability.cause": "illness", "disability.grade": 7}, FAILED),
            ("disability-pension", {**DISABLED, "disability.cause": "war", "disability.grade": 10}, PASSED),
            ("disability-pension", {**DISABLED, "disability.cause": "war"}, UNKNOWN),
            ("nursing-fee", {**DISABLED, "disability.cause": "mental", "disability.grade": 5}, PASSED),
            ("nursing-fee", {**DISABLED, "disability.cause": "war", "disability.grade": 5}, FAILED),
            ("survivors-pension", {**HERE, "categories.active": ("21",), "age": Range(18, 21)}, UNKNOWN),
            (
                "survivors-pension",
                {**HERE, "categories.active": ("21",), "age": Range(18, 21), "school.enrolled": True},
                PASSED,
            ),
            ("hardship-aid", IN_NEED, PASSED),
            ("hardship-aid", {**IN_NEED, "household.income-per-head": 60_001}, FAILED),
            ("hardship-aid", {**IN_NEED, "person.class": "neighbour"}, FAILED),
            ("skills-training", {**HERE, "sex": "1", "age": Range(22, 54), "training.enrolled": False}, PASSED),
            ("skills-training", {**HERE, "sex": "2", "age": Range(55, 59), "training.enrolled": False}, FAILED),
            ("job-push", {**HERE, "contact.verified": True, "opted-out": ("job-push",)}, FAILED),
            ("job-push", {**HERE, "contact.verified": True, "opted-out": ()}, PASSED),
        ],
    )
    def test_is_what_the_examples_say(self, programme: str, facts: Mapping[str, Any], verdict: Verdict) -> None:
        assert found(programme, facts) is verdict

    @pytest.mark.parametrize("programme", sorted(DRAFTS))
    def test_of_somebody_nothing_is_known_of_is_never_a_refusal(self, programme: str) -> None:
        assert found(programme, {}) is UNKNOWN
