"""Chains of opinions, and what one person proposes to a second: steps, outcomes, separation of persons; opinions as
they are read and shown (`given`). Tables, commands, pages are each service's own."""

from shared.approval.chain import Chain, Turn
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
    agreeing,
    opinion_of,
)

__all__ = [
    "Chain", "Turn", "Opinion", "Outcome", "Statement", "Agreed", "Returned", "Refused", "opinion_of", "agreeing",
    "OpinionInvalid", "OpinionNotDue", "OpinionOfAnother",
]  # fmt: skip
