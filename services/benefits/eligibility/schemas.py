"""What comes of programmes for a person, as the API says it."""

from datetime import date
from typing import Self

from pydantic import BaseModel, Field

from services.benefits.conditions.domain import Verdict
from services.benefits.eligibility.domain import Finding, Outcome
from services.benefits.programmes.domain import Rule, Version


class ClauseView(BaseModel):
    """A rule of a programme, and what came of it."""

    code: str
    text: str
    source: str
    verdict: Verdict | None = Field(description="null: it has no condition, somebody looks at it")
    facts: list[str] = Field(description="those that the verdict rests on; where it is unknown, those that are missing")
    evidence: str | None = Field(description="what is asked for where a fact is missing")

    @classmethod
    def of(cls, rule: Rule, finding: Finding) -> Self:
        weighed = finding.clauses.get(rule.code)
        facts = list(dict.fromkeys(leaf.fact for leaf in weighed.because)) if weighed else []
        verdict = weighed.verdict if weighed else None
        asked = rule.evidence if verdict is Verdict.UNKNOWN else None
        return cls(code=rule.code, text=rule.text, source=rule.source, verdict=verdict, facts=facts, evidence=asked)


class EntitlementView(BaseModel):
    """What comes of a programme for a person on a day. No decision: nobody is refused by it."""

    programme_code: str
    version: int
    name: str
    on: date
    outcome: Outcome
    is_applied_for: bool = Field(description="whether somebody decides on it; otherwise it is had without being asked")
    missing: list[str] = Field(description="facts that are not known, and would decide")
    clauses: list[ClauseView]

    @classmethod
    def of(cls, version: Version, finding: Finding) -> Self:
        return cls(
            programme_code=version.programme_code,
            version=version.version,
            name=version.name,
            on=finding.on,
            outcome=finding.outcome,
            is_applied_for=bool(version.terms.chain),
            missing=list(finding.missing),
            clauses=[ClauseView.of(rule, finding) for rule in version.rules],
        )
