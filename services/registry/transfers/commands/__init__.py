"""What can be done about moves between counties: `leaving`, `arriving`, `revoking`; `placing` is what they do to a
file."""

from services.registry.transfers.commands.arriving import Arrived, take_in
from services.registry.transfers.commands.leaving import Leaving, Left, complete_transfer_out, start_transfer_out
from services.registry.transfers.commands.revoking import revoke_transfer

__all__ = [
    "start_transfer_out",
    "Leaving",
    "complete_transfer_out",
    "Left",
    "take_in",
    "Arrived",
    "revoke_transfer",
]
