"""What must hold before a case is opened or assigned (`opening`), resolved or withdrawn, and of its correction
(`ending`)."""

from services.benefits.cases.rules.ending import (
    CORRECTION,
    RESOLUTION,
    WITHDRAWAL,
    Correction,
    CorrectionRefused,
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
    "CORRECTION",
    "Correction",
    "CorrectionRefused",
    "WITHDRAWAL",
    "Withdrawal",
    "WithdrawalRefused",
]
