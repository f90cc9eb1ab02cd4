"""How findings look from outside."""

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, Field

from services.reporting.consistency.rules import Finding, Severity
from services.reporting.figures.parameters import FIGURES
from services.reporting.figures.schemas import TextView
from services.reporting.units.schemas import UnitView
from shared.language import Text


class FindingView(BaseModel):
    """A rule that does not hold."""

    rule: str = Field(description="C1 …, of the consistency rules")
    severity: Severity = Field(description="hard: something is wrong; soft: unusual, worth a look")
    sentence: TextView
    value: str
    expected: str
    units: list[str] = Field(description="codes of the units at fault")

    @classmethod
    def of(cls, finding: Finding) -> "FindingView":
        return cls(
            rule=finding.rule.code,
            severity=finding.rule.severity,
            sentence=TextView.of(finding.rule.says),
            value=finding.fault.value,
            expected=finding.fault.expected,
            units=list(finding.fault.units),
        )


class ConsistencyView(BaseModel):
    """What was checked, and what was found."""

    as_of: date
    unit: UnitView
    checked: list[str]
    findings: list[FindingView]


SIGNS: Mapping[str, Text] = {
    "<=": Text("不超过", "at most"),
    ">=": Text("不少于", "at least"),
    "<": Text("少于", "less than"),
}


def in_words(signs: str) -> Text:
    """What a rule found or expects, for who reads neither signs nor codes: `<= 50`, `F02 <= F01`."""
    zh, en = signs, signs
    for sign, words in SIGNS.items():
        zh, en = zh.replace(sign, words.zh), en.replace(sign, words.en)
    for figure in FIGURES:
        zh, en = zh.replace(figure.code, figure.name.zh), en.replace(figure.code, figure.name.en)
    return Text(zh.strip(), en.strip())
