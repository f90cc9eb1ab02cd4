"""How findings look from outside."""

from datetime import date

from pydantic import BaseModel, Field

from services.reporting.consistency.rules import Finding, Severity
from services.reporting.figures.schemas import TextView
from services.reporting.units.schemas import UnitView


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
