"""What can be done about moves: `recording`, `revoking`; `moving` is what both do to a file. `following`: a part of
commands that bring somebody back to a unit that has closed."""

from services.registry.relocations.commands.following import follow_closed_units
from services.registry.relocations.commands.recording import Reported, record_relocation
from services.registry.relocations.commands.revoking import revoke_relocation

__all__ = ["record_relocation", "Reported", "revoke_relocation", "follow_closed_units"]
