"""What can be done with volunteer teams: `founding`, `joining`, `doing`; `keeping` is what these write, `following`
what becomes of somebody's time in teams, and in roles, when he dies, leaves, or is found to have two files."""

from services.registry.teams.commands.doing import correct_activity, record_activity, withdraw_activity
from services.registry.teams.commands.founding import correct_team, end_team, found_team, reopen_team, withdraw_team
from services.registry.teams.commands.joining import (
    correct_membership,
    join_team,
    leave_team,
    withdraw_membership,
)

__all__ = [
    "found_team",
    "correct_team",
    "end_team",
    "reopen_team",
    "withdraw_team",
    "join_team",
    "leave_team",
    "correct_membership",
    "withdraw_membership",
    "record_activity",
    "correct_activity",
    "withdraw_activity",
]
