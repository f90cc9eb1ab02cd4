"""A programme's versions. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import date

import msgspec

from services.benefits.programmes.parameters import SLOTS
from shared.refusal import FieldFault, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule of a programme as people read it, with the notice and article it rests on."""

    code: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a programme, in force from `valid_from` until `valid_to` or the next version's `valid_from`."""

    programme_code: str
    version: int
    name: str
    slot: str | None
    valid_from: date
    valid_to: date | None
    rules: tuple[RuleText, ...]

    @property
    def rule_digest(self) -> str:
        """SHA-256, in hexadecimal, of the rules in their order."""
        return hashlib.sha256(msgspec.json.encode(self.rules, order="sorted")).hexdigest()


@dataclass(frozen=True, slots=True)
class Draft:
    """What is asked to be published; `version` and its place after the `former` one are decided here."""

    programme_code: str
    name: str
    slot: str | None
    valid_from: date
    valid_to: date | None
    rules: tuple[RuleText, ...]


class ProgrammeNotFound(NotFound):
    code = "programme-not-found"
    zh = "该日没有这个有效的项目。"
    en = "No programme of this code is in force on that day."


class ProgrammeRefused(Invalid):
    """The fields name the broken rules."""

    code = "programme-refused"
    zh = "不能发布该项目版本，原因见各字段。"
    en = "This version of the programme cannot be published; the fields tell why."


UNKNOWN_SLOT = FieldFault("slot", "slot-unknown", "项目组中没有这个位置。", "The programme group has no such slot.")
SLOT_TAKEN = FieldFault("slot", "slot-taken", "该位置已由另一个项目占用。", "Another programme holds this slot.")
SLOT_CHANGED = FieldFault(
    "slot",
    "slot-changed",
    "项目在项目组中的位置不能随版本改变。",
    "A new version cannot move the programme to another slot.",
)
PERIOD_EMPTY = FieldFault("valid_to", "period-empty", "失效日必须晚于生效日。", "The period ends before it begins.")
NOT_AFTER_FORMER = FieldFault(
    "valid_from",
    "not-after-former-version",
    "生效日必须晚于上一版本的生效日。",
    "The version must come into force after the former one did.",
)
RULE_REPEATED = FieldFault("rules", "rule-repeated", "规则代码重复。", "Two rules have the same code.")


def next_version(draft: Draft, *, former: Version | None, slot_holder: str | None) -> Version:
    """The draft as the version after `former`; `slot_holder` is the code of the programme in the wanted slot.

    Raises `ProgrammeRefused` with every broken rule.
    """
    codes = [rule.code for rule in draft.rules]
    checks = (
        (UNKNOWN_SLOT, draft.slot is not None and draft.slot not in SLOTS),
        (SLOT_TAKEN, slot_holder not in (None, draft.programme_code)),
        (SLOT_CHANGED, former is not None and former.slot != draft.slot),
        (PERIOD_EMPTY, draft.valid_to is not None and draft.valid_to <= draft.valid_from),
        (NOT_AFTER_FORMER, former is not None and draft.valid_from <= former.valid_from),
        (RULE_REPEATED, len(set(codes)) < len(codes)),
    )
    broken = tuple(fault for fault, fails in checks if fails)
    if broken:
        raise ProgrammeRefused(fields=broken)
    return Version(
        programme_code=draft.programme_code,
        version=1 if former is None else former.version + 1,
        name=draft.name,
        slot=draft.slot,
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
        rules=draft.rules,
    )
