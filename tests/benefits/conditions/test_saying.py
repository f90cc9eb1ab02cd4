"""Conditions as people read them: without a code, in both languages."""

import re
from datetime import date
from typing import Any

import pytest

from services.benefits.conditions.domain import Leaf, Parameter
from services.benefits.conditions.parameters import FACTS, OPERATORS, Kind
from services.benefits.conditions.rules import Names, read_condition, said_of
from services.benefits.facts.parameters import WORDS
from shared.language import Text

LINE = Text("“收入标准”（600.00元）", "“line of income” (600.00 yuan)")
NAMES = Names({"hardship-line": LINE}, "411329")


def sentence(said: Any) -> Text:
    condition, faults = read_condition(said, "when", frozenset({"hardship-line"}), is_new=True)
    assert condition is not None, faults
    return said_of(condition, NAMES)


def compared(fact: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"fact": fact, "op": op} | ({} if value is None else {"value": value})


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        (compared("person.status", "eq", "living"), "存殁为健在", "status of the person is living"),
        (compared("household.type", "ne", "urban"), "户口性质不为城镇", "household is not urban"),
        (
            compared("hardship.kind", "in", ["medical", "living", "housing"]),
            "困难类型为生活困难、住房困难或者医疗困难",
            "kind of hardship is of living, of housing or of medical care",
        ),
        (
            {"not": compared("categories.active", "overlaps", ["51", "B1"])},
            "现有身份类别中没有参战退役人员或者60周岁以上烈士子女",
            "categories held do not include combat veteran or martyr's child of 60 or more",
        ),
        (compared("age", "gte", 60), "年龄不低于60周岁", "age is at least 60 years"),
        (compared("disability.grade", "between", [1, 4]), "残疾等级为1级至4级", "grade of disability is from 1 to 4"),
        (
            compared("enlisted-on", "lt", "2011-11-01"),
            "入伍日期早于2011年11月1日",
            "day of enlistment is before 2011-11-01",
        ),
        (
            compared("household.income-per-head", "lte", "param:hardship-line"),
            "家庭人均月收入（不含抚恤补助）不高于“收入标准”（600.00元）",
            "household's monthly income per head, pensions not counted is at most “line of income” (600.00 yuan)",
        ),
        (
            compared("household.income-per-head", "gt", 123_450),
            "家庭人均月收入（不含抚恤补助）高于1,234.50元",
            "household's monthly income per head, pensions not counted is more than 1,234.50 yuan",
        ),
        (compared("custody.sentenced", "ne", True), "服刑：否", "serves a sentence: no"),
        (compared("pension.employee", "ne", False), "享受职工养老保险：是", "draws an employee's pension: yes"),
        (compared("employer", "not-exists"), "没有工作单位", "employer: none"),
        ({"not": compared("employer", "not-exists")}, "有工作单位", "employer: there is one"),
        (compared("domicile.county", "eq", "411329"), "户籍所在县为本县", "county of domicile is this county"),
        (compared("domicile.county", "eq", "411322"), "户籍所在县为411322", "county of domicile is 411322"),
        (
            {"any": [compared("sex", "eq", "1"), {"all": [compared("sex", "eq", "2"), compared("age", "lt", 55)]}]},
            "性别为男，或者（性别为女，并且年龄低于55周岁）",
            "sex is male or (sex is female and age is less than 55 years)",
        ),
        (
            {"not": {"all": [compared("sex", "eq", "1"), compared("age", "lt", 55)]}},
            "不是（性别为男，并且年龄低于55周岁）",
            "not (sex is male and age is less than 55 years)",
        ),
        ({"all": [{"any": [compared("age", "gt", 60)]}]}, "年龄高于60周岁", "age is more than 60 years"),
    ],
)
def test_a_condition_is_a_sentence(said: Any, zh: str, en: str) -> None:
    assert sentence(said) == Text(zh, en)


VALUES: dict[Kind, Any] = {Kind.FLAG: True, Kind.NUMBER: 3, Kind.FEN: 60_000, Kind.DAY: date(2019, 1, 1)}


def _values(fact: str, op: str) -> list[Any]:
    kind, codes = FACTS[fact].kind, list(FACTS[fact].values) or ["411322"]
    if op in {"exists", "not-exists", "overlaps_month"}:
        return [None]
    if op == "between":
        return [(VALUES[kind], VALUES[kind])]
    if op in {"in", "overlaps"}:
        return [frozenset(codes)]
    if kind is Kind.CODE:
        return [*codes]
    return [VALUES[kind], Parameter("hardship-line")] if kind is Kind.FEN else [VALUES[kind]]


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_whatever_it_compares_there_is_no_code_in_it(fact: str) -> None:
    """In Chinese no letter at all; in English none of the codes, as far as they are no words."""
    codes = {code for each in FACTS.values() for code in (each.code, *each.values) if re.search(r"[-.]", code)}
    for op in OPERATORS[FACTS[fact].kind]:
        for value in _values(fact, op):
            said = said_of(Leaf(fact, op, value), NAMES)
            assert not re.search(r"[A-Za-z\[\]{}]", said.zh), (op, value, said)
            assert not [code for code in ("{", *codes) if code in said.en], (op, value, said)


class TestCodes:
    def test_of_files_are_those_of_the_facts(self) -> None:
        for fact, (_, meant) in WORDS.items():
            said = {each for each in meant.values() if isinstance(each, str)}
            assert said <= set(FACTS[fact].values), fact

    @pytest.mark.parametrize(
        "said",
        [
            compared("person.class", "eq", "neighbour"),
            compared("categories.active", "overlaps", ["51", "99"]),
            compared("hardship.kind", "in", ["dying", "living"]),
        ],
    )
    def test_that_are_in_no_list_are_refused_in_a_new_condition_and_stay_in_an_old_one(self, said: Any) -> None:
        _, [fault] = read_condition(said, "when", frozenset(), is_new=True)
        assert (fault.field, fault.code) == ("when.value", "unknown-code")
        condition, faults = read_condition(said, "when", frozenset())
        assert isinstance(condition, Leaf)
        kept = condition.value
        assert (faults, sorted(kept) if isinstance(kept, frozenset) else kept) == ([], said["value"])

    def test_of_the_ministry_are_read_as_it_writes_them(self) -> None:
        condition, _ = read_condition(compared("categories.active", "overlaps", ["B1"]), "when", frozenset())
        assert condition == Leaf("categories.active", "overlaps", frozenset({"b1"}))
