"""Facts of the mediation of disputes that the law or the county may change: kinds, clocks, outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.language import Named
from shared.rule import Limit, Period

KindCode = Literal["dispute"]
OutcomeCode = Literal["agreement-reached", "settled-on-the-spot", "failed"]
WithdrawalCode = Literal["by-applicant", "settled-privately", "opened-in-error"]
PurposeCode = Literal["mediation", "supervision", "petition-reply"]


@dataclass(frozen=True, slots=True)
class Kind(Named):
    """A kind of case and its clock: the calendar months from opening within which it is usually closed."""

    code: KindCode
    months: int
    source: str


@dataclass(frozen=True, slots=True)
class Withdrawal(Named):
    """Why a case may be withdrawn; the code is the `reason` of `case-withdrawn`."""

    code: WithdrawalCode


@dataclass(frozen=True, slots=True)
class Purpose(Named):
    """Why a clerk reads what a dispute is about; the audit keeps the code."""

    code: PurposeCode


@dataclass(frozen=True, slots=True)
class Outcome(Named):
    """How a case may end.

    `settled`: the dispute is over. `confirmable`: the parties may jointly ask the court to confirm the agreement.

    The codes are those of the contract `case-resolved`; reporting decides which of them count as a dispute resolved.
    """

    code: OutcomeCode
    settled: bool
    confirmable: bool


KINDS: Mapping[KindCode, Kind] = {
    kind.code: kind
    for kind in (Kind("dispute", "矛盾纠纷", "dispute", 1, "人民调解: usually closed within one month (domain 2.9)"),)
}

OUTCOMES: Mapping[OutcomeCode, Outcome] = {
    outcome.code: outcome
    for outcome in (
        Outcome("agreement-reached", "达成调解协议", "agreement reached", settled=True, confirmable=True),
        Outcome("settled-on-the-spot", "当场化解", "settled on the spot", settled=True, confirmable=False),
        # 人民调解法 art 26: mediation that fails is ended, and the parties are told what else they may do.
        Outcome(
            "failed",
            "调解不成，已告知其他救济途径",
            "mediation failed, other remedies explained",
            settled=False,
            confirmable=False,
        ),
    )
}

SETTLED: frozenset[str] = frozenset(code for code, outcome in OUTCOMES.items() if outcome.settled)

WITHDRAWALS: Mapping[WithdrawalCode, Withdrawal] = {
    withdrawal.code: withdrawal
    for withdrawal in (
        Withdrawal("by-applicant", "申请人撤回", "withdrawn by the applicant"),
        Withdrawal("settled-privately", "当事人已自行和解", "settled between the parties themselves"),
        Withdrawal("opened-in-error", "立案有误", "opened in error"),
    )
}

PURPOSES = (
    Purpose("mediation", "调解办案", "mediating the case"),
    Purpose("supervision", "督查督办", "supervision"),
    Purpose("petition-reply", "答复来信来访", "answering a petition"),
)

# A case that nobody has ended is due so many days before the day it should be ended by.
DUE_SOON_DAYS = 3
# Within them of its effect both sides may together ask a court to confirm an agreement.
CONFIRMATION = Limit(30, "confirmation-days", "人民调解法 art 33", Period(date(2011, 1, 1), None))
