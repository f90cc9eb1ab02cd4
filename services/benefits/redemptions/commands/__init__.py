"""What is done about discounts.

- `clerks`    whose clerk an account is
- `codes`     codes shown and printed, revoked, forgotten
- `verifying` what a merchant is answered about a code
- `redeeming` a discount is given, or refused; taken back
"""

from services.benefits.redemptions.commands.clerks import assign_clerk, dismiss_clerk
from services.benefits.redemptions.commands.codes import (
    Paper,
    print_discount_code,
    revoke_discount_code,
    show_discount_code,
)
from services.benefits.redemptions.commands.redeeming import redeem_discount, reverse_discount
from services.benefits.redemptions.commands.verifying import verify_discount_code

__all__ = [
    "Paper",
    "assign_clerk",
    "dismiss_clerk",
    "print_discount_code",
    "redeem_discount",
    "reverse_discount",
    "revoke_discount_code",
    "show_discount_code",
    "verify_discount_code",
]
