"""What can be done about what a file says."""

from services.registry.corrections.commands.confirming import confirm_companion_correction, confirm_identity_correction
from services.registry.corrections.commands.correcting import correct_field
from services.registry.corrections.commands.ending import (
    refuse_companion_correction,
    refuse_identity_correction,
    withdraw_companion_correction,
    withdraw_identity_correction,
)
from services.registry.corrections.commands.forgetting import forget_facts, forget_unknown
from services.registry.corrections.commands.parties import correct_party_identity
from services.registry.corrections.commands.proposing import (
    propose_companion_correction,
    propose_identity_correction,
    propose_listed_correction,
)

__all__ = [
    "correct_field",
    "correct_party_identity",
    "propose_identity_correction",
    "propose_listed_correction",
    "propose_companion_correction",
    "confirm_identity_correction",
    "confirm_companion_correction",
    "refuse_identity_correction",
    "refuse_companion_correction",
    "withdraw_identity_correction",
    "withdraw_companion_correction",
    "forget_facts",
    "forget_unknown",
]
