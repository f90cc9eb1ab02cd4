"""What is done about machines.

keys       registered and ended; where a machine may ask from
assertion  an access token for what a machine has signed
services   the identities of our own services, as they are configured
"""

from services.registry.machines.commands.assertion import MachineToken, admit_machine
from services.registry.machines.commands.keys import add_key, end_key, set_addresses
from services.registry.machines.commands.services import keep_services

__all__ = ["add_key", "end_key", "set_addresses", "admit_machine", "MachineToken", "keep_services"]
