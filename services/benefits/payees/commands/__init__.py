"""What is done about accounts.

- `entering`   one enters it, takes it back
- `confirming` another one confirms or refuses it, or finds after a failed payment that it is right
- `ending`     nothing is paid into it any more
- `keys`       while keys are replaced, and when a person is erased
"""

from services.benefits.payees.commands.confirming import (
    clear_payee_check,
    confirm_payee_account,
    refuse_payee_account,
)
from services.benefits.payees.commands.ending import end_payee_account
from services.benefits.payees.commands.entering import enter_payee_account, withdraw_payee_account

__all__ = [
    "clear_payee_check",
    "confirm_payee_account",
    "end_payee_account",
    "enter_payee_account",
    "refuse_payee_account",
    "withdraw_payee_account",
]
