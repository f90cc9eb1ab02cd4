"""What somebody says for his level. There is no value for a refusal without a reason and a clause, nor for a return
without a reason. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.approval.levels import speaking_for
from shared.auth.caller import Caller
from shared.refusal import Conflict, Forbidden, Invalid


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
    """Rule B8: nobody is heard at two levels of one chain, neither by himself nor by who stands in for him."""

    code = "opinion-of-another"
    zh = "不能办理，因为您或者您代行、代行您职务的人已在另一环节提出意见，须由另一人办理。"
    en = (
        "You, somebody you stand in for or somebody standing in for you gave an opinion at another level;"
        " a second person must give it at this one."
    )


class OpinionInvalid(Invalid):
    """`fields` names every fault."""

    code = "opinion-invalid"
    zh = "意见填写有误，原因见各字段。"
    en = "The opinion is not complete; the fields tell why."


@dataclass(frozen=True, slots=True)
class Agreed:
    """`note`, here and below, is in his own words; an agreement may name a clause."""

    outcome: ClassVar = Outcome.AGREE
    reason_code: ClassVar[None] = None

    note: str | None = None
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """Something is missing."""

    outcome: ClassVar = Outcome.SUPPLEMENT
    clause: ClassVar[None] = None

    reason_code: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Not without a reason, nor without a clause."""

    outcome: ClassVar = Outcome.REFUSE

    reason_code: str
    clause: str
    note: str | None = None


Statement = Agreed | Returned | Refused


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a level said, who for it, and when. A return says why by a code, a refusal by the clause as well.
    `given_for`: the account that `given_by` stood in for."""

    step: str
    outcome: Outcome
    given_by: UUID
    given_at: datetime
    reason_code: str | None = None
    clause: str | None = None
    given_for: UUID | None = None

    def must_be_of_another_than(self, said: Iterable["Opinion"]) -> None:
        """Than those of other levels. Raises `OpinionOfAnother`."""
        elsewhere = {by for each in said if each.step != self.step for by in (each.given_by, each.given_for)}
        if elsewhere & {self.given_by, self.given_for} - {None}:
            raise OpinionOfAnother


def opinion_of(
    said: Statement, caller: Caller, waits_for: str | None, levels: Collection[str], now: datetime
) -> Opinion:
    """What the caller, who speaks for these levels, says for the one whose turn it is. Raises `OpinionNotDue`."""
    if waits_for is None or waits_for not in levels:
        raise OpinionNotDue
    lender = speaking_for(caller, waits_for).on_behalf_of
    return Opinion(waits_for, said.outcome, caller.account_id, now, said.reason_code, said.clause, lender)


def agreeing(caller: Caller, level: str, now: datetime) -> Opinion:
    """Of whoever hands in for a level that he speaks for."""
    return opinion_of(Agreed(), caller, level, [level], now)
