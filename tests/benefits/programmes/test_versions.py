"""A new version of a programme: every rule it may break."""

from datetime import date
from typing import Any

import pytest

from services.benefits.programmes.domain import ProgrammeRefused, Rule, Terms, Version, next_version
from services.benefits.programmes.parameters import GROUP
from tests.benefits.programmes.given import RULES, SOURCE, given_draft

ALLOWANCE: dict[str, Any] = {"gives": "monthly", "amount": {"table": "combat-test"}}


def given_version(**changes: Any) -> Version:
    return next_version(given_draft(**changes), former=None, slot_holder=None)


def faults(former: Version | None = None, slot_holder: str | None = None, **changes: Any) -> set[str]:
    with pytest.raises(ProgrammeRefused) as refused:
        next_version(given_draft(**changes), former=former, slot_holder=slot_holder)
    return {fault.code for fault in refused.value.fields}


def faults_of_terms(**terms: Any) -> set[tuple[str, str]]:
    with pytest.raises(ProgrammeRefused) as refused:
        given_version(terms=Terms(**terms))
    return {(fault.field, fault.code) for fault in refused.value.fields}


class TestTheGroup:
    def test_has_four_free_and_two_preferential_slots(self) -> None:
        kinds = [slot.code.rpartition("-")[0] for slot in GROUP.slots]
        assert (kinds.count("free"), kinds.count("preferential"), len(kinds)) == (4, 2, 6)


class TestANewVersion:
    @pytest.mark.parametrize("valid_from", [date(2019, 1, 1), date(2020, 1, 1)])
    def test_follows_the_former_one_or_replaces_it_from_its_day(self, valid_from: date) -> None:
        first = given_version()
        second = next_version(given_draft(valid_from=valid_from), former=first, slot_holder=first.programme_code)
        assert (first.version, second.version) == (1, 2)

    def test_has_a_digest_of_all_that_decides(self) -> None:
        other = Rule("age", SOURCE, "年满60周岁。")
        weighed = Rule("age", SOURCE, "年满60周岁。", when={"fact": "age", "op": "gte", "value": 60})
        rules = (RULES, (*RULES, other), (other, *RULES), (*RULES, weighed))
        digests = {given_version(rules=each).rule_digest for each in rules}
        assert len({*digests, given_version(terms=Terms(**ALLOWANCE)).rule_digest}) == 5
        assert given_version(name="体检").rule_digest == given_version().rule_digest
        assert all(len(digest) == 64 for digest in digests)

    def test_names_every_broken_rule(self) -> None:
        former = given_version()
        assert faults(slot="free-5") == {"slot-unknown"}
        assert faults(slot_holder="training") == {"slot-taken"}
        assert faults(former, valid_from=date(2020, 1, 1), slot="free-2") == {"slot-changed"}
        assert faults(valid_to=date(2019, 1, 1)) == {"period-empty"}
        assert faults(former, "health-check", valid_from=date(2018, 12, 31)) == {"before-former-version"}
        assert faults(rules=RULES * 2) == {"rule-repeated"}
        earlier: dict[str, Any] = {"valid_from": date(2018, 6, 1), "valid_to": date(2018, 1, 1)}
        assert faults(former, "training", slot="free-2", **earlier) == {
            "slot-taken",
            "slot-changed",
            "period-empty",
            "before-former-version",
        }

    def test_names_every_mistake_of_its_conditions_with_the_place(self) -> None:
        wrong = (
            *RULES,
            Rule("age", SOURCE, "年满60周岁。", when={"all": [{"fact": "agee", "op": "gte", "value": 60}]}),
            Rule("county", SOURCE, "本县户籍。", when={"fact": "domicile.county", "op": "like", "value": "4"}),
        )
        with pytest.raises(ProgrammeRefused) as refused:
            given_version(rules=wrong)
        assert [(fault.field, fault.code) for fault in refused.value.fields] == [
            ("rules.1.when.all.0.fact", "unknown-fact"),
            ("rules.2.when.op", "unknown-operator"),
        ]

    def test_says_how_much_money_it_gives(self) -> None:
        assert faults_of_terms(gives="monthly") == {("terms.amount", "amount-missing")}
        assert faults_of_terms(gives="service", cap="hardship-cap") == {("terms.amount", "no-money-given")}
        assert faults_of_terms(gives="one-off", cap="nothing") == {("terms.cap", "unknown-table")}
        assert faults_of_terms(gives="monthly", amount={"table": "nursing-share"}) == {
            ("terms.amount.table", "unknown-table")
        }
        assert given_version(terms=Terms(**ALLOWANCE)).terms.gives == "monthly"

    def test_is_decided_in_order_and_by_the_county_last(self) -> None:
        for chain in (("village",), ("county", "township"), ("county", "county")):
            assert faults_of_terms(chain=chain) == {("terms.chain", "wrong-order")}
        for own in ({}, {"chain": ("county",)}):
            unpublished = faults_of_terms(publicity_workdays=5, **own)
            assert unpublished == {("terms.publicity_workdays", "no-chain")}
        assert given_version(terms=Terms(chain=("village", "county"), publicity_workdays=5)).terms.chain

    def test_does_not_exclude_itself(self) -> None:
        assert faults_of_terms(excludes=("health-check",)) == {("terms.excludes", "itself")}
