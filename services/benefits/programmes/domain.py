"""A programme's versions, and the drafts that become them. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec

from services.benefits.amounts.parameters import TABLES
from services.benefits.amounts.rules import read_formula
from services.benefits.conditions.parameters import FACTS
from services.benefits.conditions.rules import read_condition
from services.benefits.programmes.parameters import CHAIN, GIVES_MONEY, SLOTS
from shared.approval.proposal import Proposal
from shared.refusal import Conflict, FieldFault, Invalid, NotFound, Stale


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a programme as people read it, with the notice and article it rests on. `when`: the condition of it
    that a machine can weigh; `evidence`: what is asked for where a fact of it is missing."""

    code: str
    source: str
    text: str
    when: Mapping[str, Any] | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """How often somebody may have it: so many times in each period."""

    per: str
    period: str
    most: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What is given, and how it is decided. `amount` is a formula, `cap` a table of the most that may be given; it
    `excludes` other programmes for the same month, and goes on for so many months after a death. In an emergency up to
    the cap may be paid before it is decided, and the papers are complete within `emergency_workdays`; 0: never.
    `decide_within`: the working days that a step of the chain has; one that is missing has no day."""

    gives: str = "service"
    amount: Mapping[str, Any] | None = None
    cap: str | None = None
    limits: tuple[Limit, ...] = ()
    excludes: tuple[str, ...] = ()
    continues_months: int = 0
    chain: tuple[str, ...] = ()
    publicity_workdays: int = 0
    emergency_workdays: int = 0
    decide_within: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to come into force; `version` and its place after the `former` one are decided when it does."""

    programme_code: str
    name: str
    slot: str | None
    valid_from: date
    valid_to: date | None
    rules: tuple[Rule, ...]
    terms: Terms = Terms()


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a programme, in force from `valid_from` until `valid_to` or the next version's `valid_from`."""

    programme_code: str
    version: int
    name: str
    slot: str | None
    valid_from: date
    valid_to: date | None
    rules: tuple[Rule, ...]
    terms: Terms = Terms()

    @property
    def rule_digest(self) -> str:
        """SHA-256, in hexadecimal, of all that decides: the rules in their order, and the terms. Versions that know no
        emergency, or no days by which steps decide, have the digest that they had before there were such."""
        decides = msgspec.to_builtins({"rules": self.rules, "terms": self.terms})
        for later in ("emergency_workdays", "decide_within"):
            if not decides["terms"][later]:
                del decides["terms"][later]
        return hashlib.sha256(msgspec.json.encode(decides, order="sorted")).hexdigest()


def ended_on(version: Version, others: Iterable[Version], retired_from: date | None) -> date | None:
    """The first day on which it is not in force any more: its own end, that of the programme, or the first day of a
    later version; None: it goes on."""
    later = [each.valid_from for each in others if each.version > version.version]
    return min((day for day in (version.valid_to, retired_from, *later) if day is not None), default=None)


@dataclass(frozen=True, slots=True)
class DraftProposal(Proposal):
    """A draft that waits for a leader. `version` counts its corrections."""

    draft: Draft
    version: int


class DraftChanged(Stale):
    """Somebody corrected the draft after it was shown."""

    code = "draft-changed"
    zh = "该草案在您办理期间已被他人更改，请核对后再办理。"
    en = "Somebody changed the draft meanwhile. Look at it again, then decide."


class ProgrammeIsRetired(Conflict):
    """It was ended before."""

    code = "programme-is-retired"
    zh = "该项目已自{retired_from}起停止。"
    en = "The programme has ended, as of {retired_from}."


class ProgrammeNotFound(NotFound):
    code = "programme-not-found"
    zh = "该日没有这个有效的项目。"
    en = "No programme of this code is in force on that day."


class ProgrammeRefused(Invalid):
    """The fields name the broken rules."""

    code = "programme-refused"
    zh = "该项目版本不符合规定，原因见各字段。"
    en = "This version of the programme breaks a rule; the fields tell which."


UNKNOWN_SLOT = FieldFault("slot", "slot-unknown", "项目组中没有这个位置。", "The programme group has no such slot.")
SLOT_TAKEN = FieldFault("slot", "slot-taken", "该位置已由另一个项目占用。", "Another programme holds this slot.")
SLOT_CHANGED = FieldFault(
    "slot",
    "slot-changed",
    "项目在项目组中的位置不能随版本改变。",
    "A new version cannot move the programme to another slot.",
)
PERIOD_EMPTY = FieldFault("valid_to", "period-empty", "失效日必须晚于生效日。", "The period ends before it begins.")
BEFORE_FORMER = FieldFault(
    "valid_from",
    "before-former-version",
    "生效日不能早于上一版本的生效日；同日生效的，替代上一版本。",
    "Not before the former version; one that begins on its day replaces it.",
)
RULE_REPEATED = FieldFault("rules", "rule-repeated", "规则代码重复。", "Two rules have the same code.")


AMOUNT_MISSING = FieldFault(
    "terms.amount",
    "amount-missing",
    "发放资金的，须写明金额或最高金额。",
    "Where money is given, say how much or at most.",
)
AMOUNT_OF_NO_MONEY = FieldFault("terms.amount", "no-money-given", "不发放资金的，不填金额。", "No money is given.")
UNKNOWN_CAP = FieldFault("terms.cap", "unknown-table", "没有这个标准表。", "There is no such table of amounts.")
CHAIN_ORDER = FieldFault(
    "terms.chain", "wrong-order", "办理环节应依次为村、乡镇、县，并以县为最后环节。", "In order, the county last."
)
PUBLICITY_WITHOUT_CHAIN = FieldFault(
    "terms.publicity_workdays",
    "no-chain",
    "县级审批以前没有其他办理环节的，不公示。",
    "It is published after another level has agreed: where none is asked before the county, there is no publicity.",
)
EMERGENCY_WITHOUT_CAP = FieldFault(
    "terms.emergency_workdays",
    "no-cap",
    "先行发放只用于经审批、一次性发放并写明最高金额的项目。",
    "Only what is given once, up to a cap, and decided on can be paid first.",
)
STEP_NOT_ASKED = FieldFault(
    "terms.decide_within", "step-not-asked", "办理期限只能填写办理环节中的环节。", "Only of steps that are asked."
)
EXCLUDES_ITSELF = FieldFault("terms.excludes", "itself", "不能与自身互斥。", "A programme does not exclude itself.")


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
        (BEFORE_FORMER, former is not None and draft.valid_from < former.valid_from),
        (RULE_REPEATED, len(set(codes)) < len(codes)),
        *_checks_of_terms(draft),
    )
    broken = [fault for fault, fails in checks if fails] + _unreadable(draft)
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
        terms=draft.terms,
    )


def _checks_of_terms(draft: Draft) -> tuple[tuple[FieldFault, bool], ...]:
    terms = draft.terms
    gives_money, says_how_much = terms.gives in GIVES_MONEY, terms.amount is not None or terms.cap is not None
    places = [list(CHAIN).index(step) for step in terms.chain]
    is_in_order = places == sorted(set(places)) and (not places or places[-1] == len(CHAIN) - 1)
    return (
        (AMOUNT_MISSING, gives_money and not says_how_much),
        (AMOUNT_OF_NO_MONEY, not gives_money and says_how_much),
        (UNKNOWN_CAP, terms.cap is not None and terms.cap not in TABLES),
        (CHAIN_ORDER, not is_in_order),
        (PUBLICITY_WITHOUT_CHAIN, bool(terms.publicity_workdays) and not terms.chain[:-1]),
        (EMERGENCY_WITHOUT_CAP, bool(terms.emergency_workdays) and not _may_be_paid_first(terms)),
        (STEP_NOT_ASKED, any(step not in terms.chain for step in terms.decide_within)),
        (EXCLUDES_ITSELF, draft.programme_code in terms.excludes),
    )


def _may_be_paid_first(terms: Terms) -> bool:
    return terms.gives == "one-off" and terms.cap is not None and terms.amount is None and bool(terms.chain)


def _unreadable(draft: Draft) -> list[FieldFault]:
    """What of the conditions and the formula cannot be read."""
    faults = [
        fault
        for place, rule in enumerate(draft.rules)
        if rule.when is not None
        for fault in read_condition(rule.when, f"rules.{place}.when", frozenset(TABLES), is_new=True)[1]
    ]
    if draft.terms.amount is not None:
        faults += read_formula(draft.terms.amount, "terms.amount", list(FACTS))[1]
    return faults
