"""Programmes as the API takes and shows them."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.benefits.programmes.domain import Draft, RuleText, Version
from services.benefits.programmes.parameters import ProgrammeGroup
from services.benefits.programmes.tables import version_of
from shared.http.validation import Day, RequestBody, WrittenAs

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


class ProgrammeDraft(RequestBody):
    """The next version of a programme."""

    programme_code: Code
    name: Annotated[str, Field(min_length=1, max_length=100)]
    slot: Annotated[
        Code | None, Field(description="place in 四免两优: free-1…4, preferential-1…2; null if in none")
    ] = None
    valid_from: Day
    valid_to: Annotated[Day | None, Field(description="first day no longer in force; null is open")] = None
    rules: Annotated[list[ProgrammeRule], Field(min_length=1, max_length=100)]

    def draft(self) -> Draft:
        """What the command takes."""
        rules = tuple(RuleText(rule.code, rule.source, rule.text) for rule in self.rules)
        return Draft(self.programme_code, self.name, self.slot, self.valid_from, self.valid_to, rules)


class ProgrammeView(BaseModel):
    """A version of a programme."""

    programme_code: str
    version: int
    name: str
    slot: str | None
    valid_from: date
    valid_to: date | None
    rule_digest: Annotated[str, Field(description="SHA-256 of the rules, in hexadecimal")]
    rules: list[ProgrammeRule]

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
            rules=[ProgrammeRule(code=rule.code, source=rule.source, text=rule.text) for rule in version.rules],
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
