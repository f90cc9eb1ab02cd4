"""What can be done with terms in roles: `holding`, `correcting`; `keeping` is what these write, and what becomes of the
terms of somebody who dies, leaves, comes back, or is found to have two files."""

from services.registry.roles.commands.correcting import correct_role, reopen_role, withdraw_role
from services.registry.roles.commands.holding import assume_role, end_role, move_role
from services.registry.roles.commands.keeping import follow_roles, forget_enterprises

__all__ = [
    "assume_role",
    "end_role",
    "move_role",
    "correct_role",
    "reopen_role",
    "withdraw_role",
    "follow_roles",
    "forget_enterprises",
]
