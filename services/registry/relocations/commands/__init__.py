"""What can be done about moves: `recording`, `revoking`; `moving` is what both do to a file."""

from services.registry.relocations.commands.recording import Reported, record_relocation
from services.registry.relocations.commands.revoking import revoke_relocation

__all__ = ["record_relocation", "Reported", "revoke_relocation"]
