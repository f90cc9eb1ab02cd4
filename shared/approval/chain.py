"""One level after another says whether it agrees, each of them by another person: whose turn it is, who may say what,
and what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.approval.saying import (
    Agreed,
    Opinion,
    OpinionInvalid,
    OpinionNotDue,
    OpinionOfAnother,
    Outcome,
    Refused,
    Returned,
    Statement,
)
from shared.language import Named
from shared.refusal import FieldFault


@dataclass(frozen=True, slots=True)
class Turn:
    """The level whose turn it is; None once all have agreed (`outcome` agree) or one has refused."""

    waits_for: str | None
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Chain:
    """`steps` in order; `reasons`, by code, that each outcome but agreement is given for. A refusal names its clause.

    It begins with the agreement of whoever hands in: the levels below his are not asked. After a refusal it may be
    handed in anew, and all are asked again. Where `begins_by_handing_in` is not so, the first level may say anything
    that needs nobody before it; where somebody is there (`to_applicant`), it may return to him what he handed in, and
    is asked again.
    """

    steps: tuple[str, ...]
    reasons: Mapping[Outcome, Mapping[str, Named]]
    begins_by_handing_in: bool = True

    def said(self, outcome: Outcome, *, reason_code: str | None, clause: str | None, note: str | None) -> Statement:
        """Of a form, anything of which may be missing. Raises `OpinionInvalid`: every fault."""
        if faults := self._faults(outcome, reason_code, clause):
            raise OpinionInvalid(fields=faults)
        match outcome:
            case Outcome.AGREE:
                return Agreed(note, clause)
            case Outcome.SUPPLEMENT:
                return Returned(str(reason_code), note)
            case Outcome.REFUSE:
                return Refused(str(reason_code), str(clause), note)

    def turn(self, said: Sequence[Opinion]) -> Turn:
        """What follows from what was said so far, in order."""
        if not said:
            return Turn(self.steps[0])
        last = said[-1]
        if last.outcome is Outcome.REFUSE:
            return Turn(None, Outcome.REFUSE)
        place = self.steps.index(last.step) + (1 if last.outcome is Outcome.AGREE else -1)
        return Turn(self.steps[place]) if place < len(self.steps) else Turn(None, Outcome.AGREE)

    def after(self, said: Sequence[Opinion], opinion: Opinion, *, to_applicant: bool = False) -> Turn:
        """What follows once this is said as well. Raises `OpinionNotDue`, `OpinionOfAnother`, `OpinionInvalid`."""
        since_refusal = _since_refusal(said)
        if not self._is_due(since_refusal, opinion):
            raise OpinionNotDue
        opinion.must_be_of_another_than(since_refusal)
        faults = self._faults(opinion.outcome, opinion.reason_code, opinion.clause)
        by_first = not since_refusal or opinion.step == since_refusal[0].step
        leaves_chain = opinion.outcome is Outcome.SUPPLEMENT and by_first
        if leaves_chain and not to_applicant:
            faults.insert(0, _FIRST)
        if faults:
            raise OpinionInvalid(fields=faults)
        return Turn(opinion.step) if leaves_chain else self.turn([*since_refusal, opinion])

    def is_for_another(self, said: Sequence[Opinion], opinion: Opinion) -> bool:
        """Whether somebody else must give it, since this one gave his at another level. Raises `OpinionNotDue`."""
        try:
            self.after(said, opinion)
        except OpinionOfAnother:
            return True
        return False

    def _is_due(self, said: Sequence[Opinion], opinion: Opinion) -> bool:
        """Who agreed may say so anew, of what he has corrected, until the next level has said something."""
        agrees = opinion.outcome is Outcome.AGREE
        if not said:
            return agrees or not self.begins_by_handing_in
        waits_for = self.turn(said).waits_for
        if waits_for is None:
            return False
        is_anew = agrees and said[-1].outcome is Outcome.AGREE and said[-1].step == opinion.step
        return opinion.step == waits_for or is_anew

    def _faults(self, outcome: Outcome, reason_code: str | None, clause: str | None) -> list[FieldFault]:
        if outcome is Outcome.AGREE:
            return [_NO_REASON] if reason_code else []
        words = self.reasons[outcome]
        faults = [] if reason_code in words else [_reason(words)]
        return [*faults, _CLAUSE] if outcome is Outcome.REFUSE and not clause else faults


def _since_refusal(said: Sequence[Opinion]) -> Sequence[Opinion]:
    refused = [place for place, each in enumerate(said, start=1) if each.outcome is Outcome.REFUSE]
    return said[max(refused, default=0) :]


def _reason(words: Mapping[str, Named]) -> FieldFault:
    named = "、".join(each.zh for each in words.values())
    return FieldFault(
        "reason_code", "not-a-reason", f"原因应为以下之一：{named}。", f"Must be one of: {', '.join(words)}."
    )


_FIRST = FieldFault(
    "outcome", "nobody-before", "由本级提交，没有可退回的上一环节。", "It was handed in at your own level."
)
_NO_REASON = FieldFault("reason_code", "not-allowed", "同意的不填原因。", "Who agrees gives no reason.")
_CLAUSE = FieldFault("clause", "required", "不同意的，须写明依据的条款。", "A refusal names the clause it rests on.")
