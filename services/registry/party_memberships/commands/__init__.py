"""What can be done about formal membership: `recording` where it is, `transferring` it by a letter."""

from services.registry.party_memberships.commands.recording import Stated, record_affiliation, record_membership
from services.registry.party_memberships.commands.transferring import (
    EXPIRE_LETTER,
    Issued,
    complete_membership_transfer,
    revoke_membership_transfer,
    start_membership_transfer,
    take_membership_slip_back,
)

__all__ = [
    "record_membership",
    "Stated",
    "record_affiliation",
    "start_membership_transfer",
    "Issued",
    "complete_membership_transfer",
    "revoke_membership_transfer",
    "take_membership_slip_back",
    "EXPIRE_LETTER",
]
