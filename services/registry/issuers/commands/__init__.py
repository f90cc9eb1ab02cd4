"""What is done with sign-ins at external issuers, and with what binds their subjects to accounts.

binding   made by the holder of an account, or by who keeps accounts and confirmed by its holder; ended
subjects  kept sealed, found by keyed hashes; brought under new keys
sealing   what a browser keeps meanwhile
"""

from services.registry.issuers.commands.binding import bind_subject, confirm_binding, end_binding, propose_binding
from services.registry.issuers.commands.sealing import opened, sealed
from services.registry.issuers.commands.subjects import BINDING_KEYS, SUBJECTS, subject_hashes

__all__ = [
    "bind_subject",
    "propose_binding",
    "confirm_binding",
    "end_binding",
    "sealed",
    "opened",
    "subject_hashes",
    "BINDING_KEYS",
    "SUBJECTS",
]
