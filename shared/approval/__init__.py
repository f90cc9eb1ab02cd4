"""Chains of opinions, and what one person proposes to a second: steps, outcomes, separation of persons. Tables,
commands, pages are each service's own."""

from shared.approval.chain import (
    Chain,
    Opinion,
    OpinionInvalid,
    OpinionNotDue,
    OpinionOfAnother,
    Outcome,
    Standing,
)

__all__ = ["Chain", "Opinion", "OpinionInvalid", "OpinionNotDue", "OpinionOfAnother", "Outcome", "Standing"]
