"""Programmes as the API takes and shows them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

import msgspec
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import Row

from services.benefits.programmes.domain import Draft, Version
from services.benefits.programmes.parameters import CHAIN, GIVES, PER, PERIODS, ProgrammeGroup
from services.benefits.programmes.tables import version_of
from shared.http.refusals import InvalidRequest
from shared.http.validation import Day, OneOf, Reason, RequestBody, WrittenAs, faults_of

Code = Annotated[
    str,
    WrittenAs(
        r"^[a-z0-9][a-z0-9._-]{0,63}$",
        zh="1 至 64 位小写字母、数字、点、下划线或连字符，以字母或数字开头",
        en="1 to 64 lower-case letters, digits, dots, underscores or hyphens, beginning with a letter or digit",
    ),
    Field(description="kebab-case"),
]


class ProgrammeRule(RequestBody):
    """A rule as people read it, with what it rests on."""

    code: Code
    source: Annotated[str, Field(min_length=1, max_length=300, description="the notice and its article")]
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    when: dict[str, Any] | None = Field(
        None, description="the condition that is weighed: `all`, `any`, `not` of others, or `fact`, `op`, `value`"
    )
    evidence: Annotated[str, Field(min_length=1, max_length=300)] | None = Field(
        None, description="what is asked for where a fact is missing"
    )


class ProgrammeLimit(RequestBody):
    """How often somebody may have it."""

    per: Annotated[str, OneOf(PER, "not-a-subject")]
    period: Annotated[str, OneOf(PERIODS, "not-a-period")]
    most: int = Field(ge=1, le=1000)


class ProgrammeTerms(RequestBody):
    """What is given, and how it is decided."""

    gives: Annotated[str, OneOf(GIVES, "not-a-gift")] = "service"
    amount: dict[str, Any] | None = Field(
        None, description="a formula: `table` and `by` which facts, or `of` one, `times` a fact or a `share`"
    )
    cap: Code | None = Field(None, description="the table of the most that may be given")
    limits: list[ProgrammeLimit] = Field(default_factory=list, max_length=10)
    excludes: list[Code] = Field(default_factory=list, max_length=50, description="programmes not held in one month")
    continues_months: int = Field(0, ge=0, le=24, description="paid for so many months after that of a death")
    chain: list[Annotated[str, OneOf(CHAIN, "not-a-step")]] = Field(default_factory=list, max_length=3)
    publicity_workdays: int = Field(0, ge=0, le=30)
    emergency_workdays: int = Field(
        0, ge=0, le=60, description="paid first in an emergency, papers within so many working days; 0: never"
    )
    decide_within: dict[Annotated[str, OneOf(CHAIN, "not-a-step")], Annotated[int, Field(ge=1, le=250)]] = Field(
        default_factory=dict, description="working days in which a step of the chain is to decide; one left out: any"
    )


class ProgrammeContent(RequestBody):
    """A programme as it is written: in the county's files, and in a draft."""

    programme_code: Code
    name: Annotated[str, Field(min_length=1, max_length=100)]
    slot: Annotated[
        Code | None, Field(description="place in 四免两优: free-1…4, preferential-1…2; null if in none")
    ] = None
    valid_from: Day
    valid_to: Annotated[Day | None, Field(description="first day no longer in force; null is open")] = None
    rules: Annotated[list[ProgrammeRule], Field(min_length=1, max_length=100)]
    terms: ProgrammeTerms = Field(default_factory=ProgrammeTerms)

    def draft(self) -> Draft:
        """What the commands take."""
        return msgspec.convert(self.model_dump(), Draft)


class ProgrammeDraftForm(RequestBody):
    """A draft, and the document it rests on."""

    programme: ProgrammeContent
    document: Reason = Field(description="kind and number of the document; without personal data")


class ProgrammeDraftCorrection(ProgrammeDraftForm):
    """The same, of a draft as it was shown."""

    version: int = Field(ge=1)


class DraftPaper(RequestBody):
    """The same as people fill it in: the programme as the county's files have it."""

    programme: Annotated[str, Field(min_length=2, max_length=100_000, description="JSON")]
    document: Reason

    def draft(self) -> Draft:
        """Raises InvalidRequest, naming every field of it that is wrong."""
        try:
            return ProgrammeContent.model_validate_json(self.programme).draft()
        except ValidationError as wrong:
            faults = faults_of(wrong.errors())
        raise InvalidRequest(
            fields=[
                replace(fault, field="programme" if fault.field == "body" else f"programme.{fault.field}".rstrip("."))
                for fault in faults
            ]
        )


class DraftDecision(RequestBody):
    """On a draft as it was shown."""

    version: int = Field(ge=1)


class DraftEnd(RequestBody):
    """Why a draft does not come into force."""

    reason: Reason


class RetirementForm(RequestBody):
    """From when on a programme is no longer in force, and why."""

    retired_from: Day
    document: Reason = Field(description="kind and number of the document; without personal data")


class DraftMade(BaseModel):
    """A draft that waits for a leader."""

    proposal_id: UUID
    version: int


class DraftView(BaseModel):
    """A draft, and how it ended."""

    proposal_id: UUID
    programme: ProgrammeContent
    document: str
    version: int
    proposed_by: UUID
    proposed_for: UUID | None = Field(description="the account that it stood in for")
    proposed_at: datetime
    outcome: str | None = Field(description="activated, refused, withdrawn; null: open")
    decided_by: UUID | None
    decided_at: datetime | None
    note: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """From a row of `programme_draft`."""
        content = ProgrammeContent.model_validate(row.content)
        return cls(programme=content, **{name: row._mapping[name] for name in cls.model_fields if name != "programme"})


class ProgrammeView(BaseModel):
    """A version of a programme."""

    programme_code: str
    version: int
    name: str
    slot: str | None
    valid_from: date
    valid_to: date | None
    rule_digest: Annotated[str, Field(description="SHA-256 of rules and terms, in hexadecimal")]
    rules: list[ProgrammeRule]
    terms: ProgrammeTerms

    @classmethod
    def of(cls, version: Version) -> Self:
        """The version as everybody may read it."""
        return cls(
            programme_code=version.programme_code,
            version=version.version,
            name=version.name,
            slot=version.slot,
            valid_from=version.valid_from,
            valid_to=version.valid_to,
            rule_digest=version.rule_digest,
            rules=[ProgrammeRule.model_validate(rule, from_attributes=True) for rule in version.rules],
            terms=ProgrammeTerms.model_validate(msgspec.to_builtins(version.terms)),
        )

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        """From a row of `in_force_on`."""
        return cls.of(version_of(row))


class SlotView(BaseModel):
    """A place in a programme group and the programme that holds it."""

    code: str
    zh: str
    en: str
    programme_code: str | None


class ProgrammeGroupView(BaseModel):
    """A group of programmes that the county promises together."""

    code: str
    zh: str
    en: str
    slots: list[SlotView]

    @classmethod
    def of(cls, group: ProgrammeGroup, holders: Mapping[str, str]) -> Self:
        """The group with the programmes in its slots."""
        slots = [
            SlotView(code=slot.code, zh=slot.zh, en=slot.en, programme_code=holders.get(slot.code))
            for slot in group.slots
        ]
        return cls(code=group.code, zh=group.zh, en=group.en, slots=slots)
