"""What must hold before a case is opened or assigned (`opening`), resolved or withdrawn (`ending`)."""

from services.benefits.cases.rules.ending import (
    RESOLUTION,
    WITHDRAWAL,
    Resolution,
    ResolutionRefused,
    Withdrawal,
    WithdrawalRefused,
)
from services.benefits.cases.rules.opening import (
    ASSIGNMENT,
    OPENING,
    Assignment,
    AssignmentRefused,
    Mediator,
    Opening,
    OpeningRefused,
)

__all__ = [
    "OPENING",
    "Opening",
    "OpeningRefused",
    "ASSIGNMENT",
    "Assignment",
    "AssignmentRefused",
    "Mediator",
    "RESOLUTION",
    "Resolution",
    "ResolutionRefused",
    "WITHDRAWAL",
    "Withdrawal",
    "WithdrawalRefused",
]
