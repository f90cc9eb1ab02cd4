"""Grants: proposed, confirmed by a second person, taken back; denials; and those of the setup and the console."""

from services.registry.grants.commands.deciding import confirm_grant, refuse_grant, withdraw_grant
from services.registry.grants.commands.ending import deny_access, lift_denial, revoke_grant
from services.registry.grants.commands.proposing import ask_emergency, delegate_role, propose_grant

__all__ = [
    "ask_emergency",
    "confirm_grant",
    "delegate_role",
    "deny_access",
    "lift_denial",
    "propose_grant",
    "refuse_grant",
    "revoke_grant",
    "withdraw_grant",
]
