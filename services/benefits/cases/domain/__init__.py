"""A case and how it moves: opened → assigned → resolved, or withdrawn before it is; and back, where that was a mistake.
Pure."""

from services.benefits.cases.domain.cases import (
    Case,
    Right,
    assign,
    correct,
    reopen,
    resolve,
    withdraw,
)
from services.benefits.cases.domain.states import (
    TRANSITIONS,
    CaseAlreadyResolved,
    CaseAlreadyWithdrawn,
    CaseChanged,
    CaseNotAssigned,
    CaseNotEnded,
    CaseNotFound,
    CaseNotResolved,
    CaseState,
    CaseUnchanged,
    ContentErased,
    Step,
    next_state,
)
from services.benefits.cases.domain.told import STEPS, CaseToldOtherwise, ToldCase, open_now

__all__ = [
    "assign",
    "Case",
    "CaseAlreadyResolved",
    "CaseAlreadyWithdrawn",
    "CaseChanged",
    "CaseNotAssigned",
    "CaseNotEnded",
    "CaseNotFound",
    "CaseNotResolved",
    "CaseToldOtherwise",
    "CaseUnchanged",
    "ContentErased",
    "correct",
    "next_state",
    "open_now",
    "reopen",
    "resolve",
    "Right",
    "CaseState",
    "Step",
    "STEPS",
    "ToldCase",
    "TRANSITIONS",
    "withdraw",
]
