"""What can be done about Party organisations: `founding`, `changing`, `restoring`; `following` are parts of commands
about their units."""

from services.registry.party.commands.changing import (
    correct_party_organisation,
    dissolve_party_organisation,
    rename_party_organisation,
)
from services.registry.party.commands.following import dissolve_with, move_with, restore_with
from services.registry.party.commands.founding import establish_party_organisation
from services.registry.party.commands.restoring import revoke_party_dissolution

__all__ = [
    "establish_party_organisation",
    "rename_party_organisation",
    "correct_party_organisation",
    "dissolve_party_organisation",
    "dissolve_with",
    "move_with",
    "restore_with",
    "revoke_party_dissolution",
]
