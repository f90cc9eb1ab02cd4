"""What comes of a programme for a person on a day: every clause with its verdict. Pure.

A finding is no decision: who is not entitled by it is told so by a person, with the clause (rule B6).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from services.benefits.conditions.domain import Condition, Known, Period, Range, Verdict, Weighed, weigh


class Outcome(StrEnum):
    """Of a programme: every clause passed; one failed; none failed, but of some it is not known."""

    ENTITLED = "entitled"
    NOT_ENTITLED = "not-entitled"
    NEEDS_EVIDENCE = "needs-evidence"


@dataclass(frozen=True, slots=True)
class Clause:
    """A rule of a programme that can be weighed."""

    code: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Weighing:
    """A programme's version, as far as a machine weighs it."""

    programme_code: str
    version: int
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """By the clause's code, what came of it."""

    programme_code: str
    version: int
    on: date
    clauses: Mapping[str, Weighed]

    @property
    def outcome(self) -> Outcome:
        """One clause that failed decides, however little is known of the others."""
        verdicts = {weighed.verdict for weighed in self.clauses.values()}
        if Verdict.FAILED in verdicts:
            return Outcome.NOT_ENTITLED
        return Outcome.NEEDS_EVIDENCE if Verdict.UNKNOWN in verdicts else Outcome.ENTITLED

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that are not known, and would decide."""
        unknown = (each for each in self.clauses.values() if each.verdict is Verdict.UNKNOWN)
        return tuple(dict.fromkeys(leaf.fact for each in unknown for leaf in each.because))


def find(weighing: Weighing, known: Known) -> Finding:
    """Whether somebody of whom this is known is entitled."""
    found = {clause.code: weigh(clause.condition, known) for clause in weighing.clauses}
    return Finding(weighing.programme_code, weighing.version, known.on, found)


def digest_of(known: Known) -> str:
    """SHA-256, in hexadecimal, of everything a decision rests on (rule B5): the day, facts and parameters; with the
    salt of who has one, since few facts of a file are quickly tried."""
    plain = {"on": known.on, "facts": _plain(known.facts), "parameters": _plain(known.parameters)}
    if known.salt:
        plain["salt"] = known.salt
    return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: sorted(value) if isinstance(value, frozenset) else _bare(value) for name, value in values.items()}


def _bare(value: Any) -> Any:
    return msgspec.to_builtins(value) if isinstance(value, Range | Period) else value
