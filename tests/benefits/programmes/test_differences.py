"""What a draft says otherwise than the version before it."""

from dataclasses import replace
from datetime import date
from typing import Any

from services.benefits.amounts.domain import Tables
from services.benefits.programmes.domain import Draft, Limit, Rule, Terms, Version, next_version
from services.benefits.programmes.rules import Difference, WordedProgramme, differences, explained
from shared.language import Text
from tests.benefits.programmes.given import SOURCE, given_draft

CALLED = {"old-age": "老年补助"}
AGE = Rule("age", SOURCE, "年满60周岁。", {"fact": "age", "op": "gte", "value": 60}, "户口簿")
HERE = Rule("here", SOURCE, "户籍在本县。")
TERMS = Terms(gives="one-off", cap="hardship-cap", chain=("village", "county"), publicity_workdays=5)
BEFORE = given_draft(rules=(AGE, HERE), terms=TERMS)


def differing(**changes: Any) -> list[Difference]:
    former = next_version(BEFORE, former=None, slot_holder=None)
    return differences(told(former), told(replace(BEFORE, **changes)))


def told(programme: Version | Draft) -> WordedProgramme:
    return WordedProgramme(programme, explained(programme, Tables(()), date(2019, 1, 1), "411329"), CALLED)


def both(said: str) -> Text:
    return Text(said, said)


class TestADraft:
    def test_that_says_the_same_differs_in_nothing(self) -> None:
        assert differing() == []
        assert differing(slot=None) == []

    def test_differs_in_each_field_in_words(self) -> None:
        terms = Terms(
            gives="monthly",
            amount={"table": "combat-test"},
            limits=(Limit("household", "calendar-year", 2), Limit("person", "ever", 3)),
            excludes=("old-age", "x"),
            continues_months=6,
            chain=("village", "township", "county"),
            publicity_workdays=7,
        )
        found = differing(name="补助", valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1), terms=terms)
        assert [(each.what.zh, each.before and each.before.zh, each.after and each.after.zh) for each in found] == [
            ("名称", "免费健康体检", "补助"),
            ("生效日", "2019-01-01", "2020-01-01"),
            ("失效日", None, "2021-01-01"),
            ("给予", "一次性发放", "按月发放"),
            ("金额", "不超过“困难帮扶最高金额（每次）”（尚未设定）", "“参战参试人员生活补助（每月）”（尚未设定）"),
            ("次数", None, "每户每年2次、每人终身3次"),
            ("办理环节", "村（社区）评议 → 县级审批", "村（社区）评议 → 乡镇复核 → 县级审批"),
            ("公示工作日", "5", "7"),
            ("身故后续发月数", None, "6"),
            ("不同时享受", None, "老年补助、x"),
        ]
        assert found[5].after == Text(
            "每户每年2次、每人终身3次", "2 for a household in a calendar year, 3 for a person ever"
        )

    def test_differs_by_the_working_days_of_an_emergency(self) -> None:
        [found] = differing(terms=replace(TERMS, emergency_workdays=10))
        assert (found.what.zh, found.before, found.after) == ("紧急先行发放后补齐材料的工作日", None, both("10"))

    def test_differs_rule_by_rule(self) -> None:
        older = replace(AGE, text="年满65周岁。", when={"fact": "age", "op": "gte", "value": 65})
        new = Rule("alone", SOURCE, "没有子女。")
        [changed, added, left_out] = differing(rules=(older, new))
        assert (changed.what, added.what, left_out.what) == (
            Text("第1条", "rule 1"), Text("第2条", "rule 2"), Text("第3条", "rule 3"),
        )  # fmt: skip
        assert changed.before == Text(
            f"年满60周岁。（条件：年龄不低于60周岁；缺少时应提供：户口簿；依据：{SOURCE}）",
            "年满60周岁。 (condition: age is at least 60 years; asked for where it is missing: 户口簿; "
            f"source: {SOURCE})",
        )
        assert changed.after is not None
        assert changed.after.zh.startswith("年满65周岁。（条件：年龄不低于65周岁；")
        without = Text(f"没有子女。（依据：{SOURCE}）", f"没有子女。 (source: {SOURCE})")
        assert (added.before, added.after) == (None, without)
        assert left_out == Difference(
            Text("第3条", "rule 3"), Text(f"户籍在本县。（依据：{SOURCE}）", f"户籍在本县。 (source: {SOURCE})"), None
        )

    def test_of_other_evidence_or_another_source_differs(self) -> None:
        assert len(differing(rules=(replace(AGE, evidence="身份证"), HERE))) == 1
        assert len(differing(rules=(AGE, replace(HERE, source="县办法")))) == 1
