"""What can be done about records of branch life: `recording`, `reviewing`; `overdue` is told by the clock."""

from services.registry.branch_life.commands.overdue import TELL_OVERDUE
from services.registry.branch_life.commands.recording import (
    correct_branch_record,
    record_branch_meeting,
    submit_branch_record,
)
from services.registry.branch_life.commands.reviewing import (
    accept_branch_record,
    return_branch_record,
    withdraw_branch_record,
)

__all__ = [
    "record_branch_meeting",
    "submit_branch_record",
    "correct_branch_record",
    "accept_branch_record",
    "return_branch_record",
    "withdraw_branch_record",
    "TELL_OVERDUE",
]
