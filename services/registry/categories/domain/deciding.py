"""Who is asked before somebody is recognised, and what they may say (pure; R5, rule B8)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from services.registry.categories.domain.holding import HoldingInvalid
from services.registry.categories.domain.terms import Recognition
from services.registry.categories.parameters import REASONS_FOR
from services.registry.network.domain import UnitKind
from shared.approval import (
    Agreed,
    Chain,
    Opinion,
    OpinionInvalid,
    OpinionNotDue,
    OpinionOfAnother,
    Outcome,
    Statement,
    Turn,
    agreeing,
)
from shared.approval.levels import levels_of
from shared.auth.caller import Caller
from shared.refusal import FieldFault

# Every level that there is for the person says something, the unit responsible for him first: whoever hands in from
# another level does not stand in for it.
CHAIN = Chain((UnitKind.ROOM, UnitKind.STATION, UnitKind.CENTRE), REASONS_FOR, begins_by_handing_in=False)


@dataclass(frozen=True, slots=True)
class Recognised(Agreed):
    """The last level says since when, by which clause, and whether with the benefit."""

    terms: Recognition = field(kw_only=True)


def recognising(terms: Recognition, note: str | None = None) -> Recognised:
    """What the last level says."""
    return Recognised(note, terms.clause, terms=terms)


@dataclass(frozen=True, slots=True)
class Words:
    """An opinion as somebody fills it in, anything of which may be missing."""

    outcome: Outcome
    reason_code: str | None = None
    clause: str | None = None
    recognised_on: date | None = None
    has_benefit: bool | None = None
    note: str | None = None

    def said(self) -> Statement:
        """Raises `OpinionInvalid`: every fault."""
        said = CHAIN.said(self.outcome, reason_code=self.reason_code, clause=self.clause, note=self.note)
        terms = self._terms() if isinstance(said, Agreed) else None
        return recognising(terms, self.note) if terms else said

    def _terms(self) -> Recognition | None:
        on, benefit, clause = self.recognised_on, self.has_benefit, self.clause
        if on is None and benefit is None and clause is None:
            return None
        if on is None or benefit is None or clause is None:
            given = {"recognised_on": on, "has_benefit": benefit, "clause": clause}
            raise OpinionInvalid(fields=[_missing(name) for name, value in given.items() if value is None])
        return Recognition(on, benefit, clause)


def still_heard(opinions: Sequence[Opinion], kind: UnitKind) -> Sequence[Opinion]:
    """Of what was said of an application, what binds the levels that there are for the person, who may have moved: the
    first of them (`kind`, that of the unit responsible) has before it what the levels below said, and whoever it would
    return something to is not there."""
    heard = [each for each in opinions if CHAIN.steps.index(each.step) >= CHAIN.steps.index(kind)]
    while heard and heard[-1].step == kind and heard[-1].outcome is Outcome.SUPPLEMENT:
        heard.pop()
    return heard


def first_asked(opinions: Sequence[Opinion], kind: UnitKind) -> str:
    """The level that the application begins with, and that supplements it."""
    heard = still_heard(opinions, kind)
    return heard[0].step if heard else kind


def may_return(opinions: Sequence[Opinion], kind: UnitKind, *, is_own: bool) -> bool:
    """Whether there is somebody whom the level that is asked may return it to: a level before it, or who applied by
    himself."""
    return is_own or _asked(opinions, kind) != first_asked(opinions, kind)


def turn_after(opinions: Sequence[Opinion], opinion: Opinion, kind: UnitKind, *, is_own: bool = False) -> Turn:
    """What follows once this is said as well. Raises `OpinionNotDue`, `OpinionOfAnother`, `OpinionInvalid`."""
    turn = CHAIN.after(still_heard(opinions, kind), opinion, to_applicant=is_own)
    # Nor by whoever spoke for a level that the person has none of any more.
    opinion.must_be_of_another_than(opinions)
    return turn


def handing_in(
    caller: Caller, org_path: str, kind: UnitKind, opinions: Sequence[Opinion], now: datetime, *, is_own: bool = False
) -> Opinion | None:
    """Who hands in for the unit that is responsible agrees for it; anybody else hands in, and it is asked. What others
    have looked at is handed in anew by that unit alone; what was returned to it, by the person himself as well
    (`is_own`), and it is asked. Raises `OpinionNotDue`, `OpinionOfAnother`."""
    first = first_asked(opinions, kind)
    if first not in levels_of(caller, org_path):
        if opinions and not (is_own and was_returned(opinions, kind)):
            raise OpinionNotDue
        return None
    opinion = agreeing(caller, first, now)
    turn_after(opinions, opinion, kind)
    return opinion


def was_returned(opinions: Sequence[Opinion], kind: UnitKind) -> bool:
    """Whether what was said last returned it to whoever handed it in."""
    if not opinions or opinions[-1].outcome is not Outcome.SUPPLEMENT:
        return False
    return _asked(opinions, kind) == first_asked(opinions, kind)


def _asked(opinions: Sequence[Opinion], kind: UnitKind) -> str | None:
    heard = still_heard(opinions, kind)
    return CHAIN.turn(heard).waits_for if heard else kind


def open_to(
    caller: Caller,
    org_path: str,
    waits_for: str | None,
    opinions: Sequence[Opinion],
    now: datetime,
    *,
    kind: UnitKind,
) -> frozenset[str]:
    """What the caller may do with an application that waits for this level: decide, apply (anew), withdraw; `own` where
    the level must be spoken for by another person. `opinions` are those of this application, `kind` that of the unit
    responsible."""
    levels = levels_of(caller, org_path)
    if waits_for is None:
        return frozenset()
    steps = {"withdraw"} if levels else set()
    if waits_for in levels:
        try:
            turn_after(opinions, agreeing(caller, waits_for, now), kind)
        except OpinionOfAnother:
            return frozenset({*steps, "own"})
        # What was returned to whoever handed it in, he supplements.
        steps |= {"apply", "decide"} if opinions and waits_for == first_asked(opinions, kind) else {"decide"}
    return frozenset(steps)


def terms_of(said: Statement, turn: Turn) -> Recognition | None:
    """What is agreed to when the last level agrees. Raises `HoldingInvalid`."""
    terms = said.terms if isinstance(said, Recognised) else None
    if turn.outcome is Outcome.AGREE and terms is None:
        raise HoldingInvalid(fields=[_missing(field) for field in ("recognised_on", "has_benefit", "clause")])
    if turn.outcome is not Outcome.AGREE and terms is not None:
        raise HoldingInvalid(fields=[_LATER])
    return terms


def _missing(field: str) -> FieldFault:
    return FieldFault(field, "missing", "末级同意的必填。", "Required where the last level agrees.")


_LATER = FieldFault("recognised_on", "not-yet", "由末级同意时填写。", "For the last level to say, when it agrees.")
