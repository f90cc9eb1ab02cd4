"""What happens to a delivery.

delivering  begun, taken in hand, what came of it; and what came of it before a restore
resending   once more, after it was not sent for want of a way to reach the person
"""

from services.notifications.deliveries.commands.delivering import (
    begin_deliveries,
    claim_deliveries,
    record_outcome,
    restore_outcome,
    take_back,
    take_over,
)
from services.notifications.deliveries.commands.resending import send_again, send_all_again

__all__ = [
    "begin_deliveries",
    "claim_deliveries",
    "record_outcome",
    "restore_outcome",
    "send_again",
    "send_all_again",
    "take_back",
    "take_over",
]
