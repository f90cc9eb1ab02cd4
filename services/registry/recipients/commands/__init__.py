"""What can be done with recipients.

keeping    somebody comes into the register, moves, dies or leaves; what was recorded of that is revoked
showing    who is shown in clear, or found by his category, is recorded
"""

from services.registry.recipients.commands.keeping import (
    Newcomer,
    end_recipient,
    follow_closed_unit,
    forget_recipient,
    move_recipient,
    publish_erasure,
    record_recipient,
    revoke_recipient_end,
)
from services.registry.recipients.commands.showing import disclose_recipient, search_recipients_by_category

__all__ = [
    "Newcomer",
    "record_recipient",
    "move_recipient",
    "end_recipient",
    "revoke_recipient_end",
    "follow_closed_unit",
    "forget_recipient",
    "publish_erasure",
    "disclose_recipient",
    "search_recipients_by_category",
]
