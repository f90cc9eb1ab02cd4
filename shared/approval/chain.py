"""One level after another says whether it agrees, each of them by another person: whose turn it is, who may say what,
and what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.refusal import Conflict, FieldFault, Forbidden, Invalid


class Outcome(StrEnum):
    """Agree: the next level's turn, after the last one it is decided. Refuse: it is decided. Supplement: something is
    missing, and the level before has it supplied."""

    AGREE = "agree"
    REFUSE = "refuse"
    SUPPLEMENT = "supplement"


class OpinionNotDue(Conflict):
    """Another level is asked at the moment, or none any more."""

    code = "opinion-not-due"
    zh = "不能办理，因为该事项现在不由您这一级提出意见，请查看最新情况。"
    en = "Your level is not asked for its opinion now. Look at how it stands."


class OpinionOfAnother(Forbidden):
    """Rule B8: nobody is heard at two levels of one chain."""

    code = "opinion-of-another"
    zh = "不能办理，因为您已在另一环节提出意见，须由另一人办理。"
    en = "You gave your opinion at another level; a second person must give it at this one."


class OpinionInvalid(Invalid):
    """`fields` names every fault."""

    code = "opinion-invalid"
    zh = "意见填写有误，原因见各字段。"
    en = "The opinion is not complete; the fields tell why."


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a level said, who for it, and when. A refusal says why by a code, and by the clause where that is asked for;
    so does who has something supplied."""

    step: str
    outcome: Outcome
    given_by: UUID
    given_at: datetime
    reason_code: str | None = None
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The level whose turn it is; None once all have agreed (`outcome` agree) or one has refused."""

    waits_for: str | None
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Chain:
    """`steps` in order; `reasons` the codes that each outcome but agreement is given for.

    It begins with the agreement of whoever hands in: the levels below his are not asked. After a refusal it may be
    handed in anew, and all are asked again. Where `begins_by_handing_in` is not so, the first level may say anything
    that needs nobody before it.
    """

    steps: tuple[str, ...]
    reasons: Mapping[Outcome, frozenset[str]]
    needs_clause: bool = False
    begins_by_handing_in: bool = True

    def standing(self, said: Sequence[Opinion]) -> Standing:
        """What follows from what was said so far, in order."""
        if not said:
            return Standing(self.steps[0])
        last = said[-1]
        if last.outcome is Outcome.REFUSE:
            return Standing(None, Outcome.REFUSE)
        place = self.steps.index(last.step) + (1 if last.outcome is Outcome.AGREE else -1)
        return Standing(self.steps[place]) if place < len(self.steps) else Standing(None, Outcome.AGREE)

    def after(self, said: Sequence[Opinion], opinion: Opinion) -> Standing:
        """What follows once this is said as well. Raises `OpinionNotDue`, `OpinionOfAnother`, `OpinionInvalid`."""
        since_refusal = _since_refusal(said)
        if not self._is_due(since_refusal, opinion):
            raise OpinionNotDue
        if any(each.given_by == opinion.given_by and each.step != opinion.step for each in since_refusal):
            raise OpinionOfAnother
        if faults := self._faults(opinion, since_refusal):
            raise OpinionInvalid(fields=faults)
        return self.standing([*since_refusal, opinion])

    def _is_due(self, said: Sequence[Opinion], opinion: Opinion) -> bool:
        """Who agreed may say so anew, of what he has corrected, until the next level has said something."""
        agrees = opinion.outcome is Outcome.AGREE
        if not said:
            return agrees or not self.begins_by_handing_in
        waits_for = self.standing(said).waits_for
        if waits_for is None:
            return False
        is_anew = agrees and said[-1].outcome is Outcome.AGREE and said[-1].step == opinion.step
        return opinion.step == waits_for or is_anew

    def _faults(self, opinion: Opinion, said: Sequence[Opinion]) -> list[FieldFault]:
        outcome = opinion.outcome
        if outcome is Outcome.AGREE:
            return []
        faults = []
        if outcome is Outcome.SUPPLEMENT and (not said or opinion.step == said[0].step):
            faults.append(_FIRST)
        if opinion.reason_code not in self.reasons[outcome]:
            faults.append(_reason(self.reasons[outcome]))
        if outcome is Outcome.REFUSE and self.needs_clause and not opinion.clause:
            faults.append(_CLAUSE)
        return faults


def _since_refusal(said: Sequence[Opinion]) -> Sequence[Opinion]:
    refused = [place for place, each in enumerate(said, start=1) if each.outcome is Outcome.REFUSE]
    return said[max(refused, default=0) :]


def _reason(codes: frozenset[str]) -> FieldFault:
    listed = ", ".join(sorted(codes))
    return FieldFault("reason_code", "not-a-reason", f"原因应为以下之一：{listed}。", f"Must be one of: {listed}.")


_FIRST = FieldFault(
    "outcome", "nobody-before", "由本级提交，没有可退回的上一环节。", "It was handed in at your own level."
)
_CLAUSE = FieldFault("clause", "required", "不同意的，须写明依据的条款。", "A refusal names the clause it rests on.")
