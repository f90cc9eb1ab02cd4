"""`paying`: proposed by one, released by another; `papers`: they follow, or were recorded wrongly; `overdue`: told by
the clock; `holding`: what each of them holds and tells."""

from services.benefits.emergency_aid.commands.papers import complete_emergency_papers, correct_emergency_aid
from services.benefits.emergency_aid.commands.paying import (
    propose_emergency_aid,
    refuse_emergency_aid,
    release_emergency_aid,
    withdraw_emergency_aid,
)

__all__ = [
    "complete_emergency_papers",
    "correct_emergency_aid",
    "propose_emergency_aid",
    "refuse_emergency_aid",
    "release_emergency_aid",
    "withdraw_emergency_aid",
]
