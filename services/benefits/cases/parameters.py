"""Facts of the mediation of disputes that the law or the county may change: kinds, clocks, outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.events.codes import CASE_KIND, CASE_OUTCOME, WITHDRAWAL_REASON
from shared.language import Named
from shared.rule import Limit, Period

KindCode = Literal["dispute"]
OutcomeCode = Literal["agreement-reached", "settled-on-the-spot", "failed"]
WithdrawalCode = Literal["by-applicant", "settled-privately", "opened-in-error"]
PurposeCode = Literal["mediation", "supervision", "petition-reply"]
MOST_MEDIATORS = 20
"""Of a case."""


@dataclass(frozen=True, slots=True)
class Kind(Named):
    """A kind of case and its clock: the calendar months from opening within which it is usually closed."""

    code: KindCode
    months: int
    source: str


@dataclass(frozen=True, slots=True)
class Purpose(Named):
    """Why a clerk reads what a dispute is about; the audit keeps the code."""

    code: PurposeCode


_DISPUTE = CASE_KIND.by_code()["dispute"]
KINDS: Mapping[KindCode, Kind] = {
    kind.code: kind
    for kind in (
        Kind("dispute", _DISPUTE.zh, _DISPUTE.en, 1, "人民调解工作若干规定 (2002) art 33: usually within one month"),
    )
}

OUTCOMES: Mapping[str, Named] = CASE_OUTCOME.by_code()
"""How a case may end; reporting decides which of them count as a dispute resolved."""

SETTLED = frozenset({"agreement-reached", "settled-on-the-spot"})
"""The dispute is over. Mediation that fails is ended, and the parties hear what else there is (人民调解法 art 26)."""

CONFIRMABLE = frozenset({"agreement-reached"})
"""Both sides may together ask a court to confirm what they agreed on (art 33)."""

WITHDRAWALS: Mapping[str, Named] = WITHDRAWAL_REASON.by_code()

CORRECTED, REOPENED = "corrected", "reopened"
PAST_ACTS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(CORRECTED, "更正办结登记", "what was said of the resolution was corrected"),
        Named(REOPENED, "恢复办理", "reopened"),
    )
}
"""What was done about the end of a case that was said wrongly."""

PURPOSES = (
    Purpose("mediation", "调解办案", "mediating the case"),
    Purpose("supervision", "督查督办", "supervision"),
    Purpose("petition-reply", "答复来信来访", "answering a petition"),
)

# A case that nobody has ended is due so many days before the day it should be ended by.
DUE_SOON_DAYS = 3
# Within them of its effect both sides may together ask a court to confirm an agreement.
CONFIRMATION = Limit(30, "confirmation-days", "人民调解法 art 33", Period(date(2011, 1, 1), None))
