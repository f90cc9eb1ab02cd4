"""What can be done with accounts.

opening     an account without a password, for a person or a machine
activation  the secret that its holder chooses the first password with, and the next one after a reset
passwords   the holder changes his own
standing    disabled, enabled, renamed
epochs      all sessions of an account end
telling     whether it is in use, where the last that was told says otherwise
lent        what its holder delegated to others ends
bindings    what signed him in at external issuers ends
delays      failed sign-ins, and how long the next has to wait
once        what may be used once
console     a way back in for who cannot sign in any more, on the server's console
hashing     passwords become hashes, outside every transaction
"""

from services.registry.accounts.commands.activation import activate_account, issue_activation
from services.registry.accounts.commands.console import RESET_ACCOUNT
from services.registry.accounts.commands.delays import FORGET_DELAYS, count_failure, unlock_account
from services.registry.accounts.commands.epochs import sign_out_everywhere
from services.registry.accounts.commands.once import FORGET_USED
from services.registry.accounts.commands.opening import open_account
from services.registry.accounts.commands.passwords import change_own_password, prove_password
from services.registry.accounts.commands.standing import disable_account, enable_account, rename_account
from services.registry.accounts.commands.telling import TELL_STANDING

__all__ = [
    "open_account",
    "issue_activation",
    "activate_account",
    "change_own_password",
    "prove_password",
    "disable_account",
    "enable_account",
    "rename_account",
    "unlock_account",
    "sign_out_everywhere",
    "count_failure",
    "FORGET_DELAYS",
    "FORGET_USED",
    "TELL_STANDING",
    "RESET_ACCOUNT",
]
