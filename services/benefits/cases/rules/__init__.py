"""What must hold before a case is opened or assigned (`opening`), resolved or withdrawn, and before
that is corrected, or taken back (`ending`)."""

from services.benefits.cases.rules.ending import (
    CORRECTION,
    REOPENING,
    RESOLUTION,
    WITHDRAWAL,
    Correction,
    CorrectionRefused,
    Reopening,
    ReopeningRefused,
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
    "REOPENING",
    "Reopening",
    "ReopeningRefused",
    "WITHDRAWAL",
    "Withdrawal",
    "WithdrawalRefused",
]
