"""Dated rules: judged by what was in force on the day."""

from datetime import date

import pytest

from shared.refusal import Invalid
from shared.rule import ALWAYS, Period, Rule, faults, field, refuse

OLD: Rule[int] = Rule(
    "two-at-least", "the old law", Period(None, date(2010, 12, 31)), "至少两个。", "At least two.",
    field("count", lambda count: count >= 2),
)  # fmt: skip
NEW: Rule[int] = Rule(
    "three-at-least", "the new law", Period(date(2011, 1, 1), None), "至少三个。", "At least three.",
    field("count", lambda count: count >= 3),
)  # fmt: skip
LASTING: Rule[int] = Rule(
    "few", "reason", ALWAYS, "不超过十个。", "Ten at most.", lambda count: ["count", "list"][: count - 10]
)


class TooFew(Invalid):
    code = "too-few"
    zh = "数量不符。"
    en = "The number does not fit."


class TestRules:
    @pytest.mark.parametrize(
        ("on", "broken"),
        [(date(2010, 12, 31), ["two-at-least"]), (date(2011, 1, 1), ["three-at-least"])],
    )
    def test_are_those_in_force_on_the_day(self, on: date, broken: list[str]) -> None:
        assert [fault.code for fault in faults((OLD, NEW), 1, on=on)] == broken

    def test_without_ends_are_always_in_force(self) -> None:
        assert [fault.field for fault in faults((LASTING,), 12, on=date.min)] == ["count", "list"]
        assert [fault.field for fault in faults((LASTING,), 11, on=date.max)] == ["count"]

    def test_refuse_what_breaks_them_and_nothing_else(self) -> None:
        refuse(TooFew, (OLD, NEW), 2, on=date(2010, 12, 31))
        with pytest.raises(TooFew) as refused:
            refuse(TooFew, (OLD, NEW), 2, on=date(2011, 1, 1))
        assert [fault.code for fault in refused.value.fields] == ["three-at-least"]
