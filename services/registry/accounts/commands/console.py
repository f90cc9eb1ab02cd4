"""A way back in for who cannot sign in any more, on the server's console."""

from collections.abc import Mapping

from services.registry.accounts.commands.activation import write_activation
from services.registry.accounts.commands.delays import clear_delays
from services.registry.accounts.domain.account import Account, AccountNotFound
from services.registry.accounts.domain.handover import SlipGround
from services.registry.accounts.domain.secrets import Slip
from services.registry.accounts.queries import find_account_named, lock_account
from services.registry.settings import Settings
from shared.clock import SHANGHAI
from shared.command import Transaction, Work, command
from shared.privacy.keyring import Keyring
from shared.service.console import ConsoleTask


async def lock_named(tx: Transaction, username: str, *, reason: str) -> Account:
    """Part of a command: the account with this user name. Raises `AccountNotFound`."""
    tx.concerns("account", purpose=reason)
    found = await find_account_named(tx.connection, username.lower())
    if found is None:
        raise AccountNotFound
    tx.concerns(f"account {found.account_id}", purpose=reason)
    return await lock_account(tx.connection, found.account_id)


@command
async def reset_on_console(tx: Transaction, *, username: str, reason: str, keyring: Keyring) -> Slip:
    """A new activation secret, and no delay any more. Raises `AccountNotFound`, `AccountIsDisabled`."""
    account = await lock_named(tx, username, reason=reason)
    await clear_delays(tx, account.username, keyring=keyring)
    return await write_activation(tx, account, SlipGround.SERVER)


async def _reset(settings: Settings, work: Work, arguments: Mapping[str, str]) -> str:
    slip = await reset_on_console(work, **arguments, keyring=settings.keyring)
    until = f"{slip.expires_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return (
        f"用户名 {slip.username}，激活码 {slip.secret}，{until} 前有效，只能使用一次 · "
        f"user name {slip.username}, activation code {slip.secret}, valid until {until}, once"
    )


RESET_ACCOUNT = ConsoleTask(
    "reset-account",
    "print a new activation code for an account: its password is forgotten, its sessions end",
    {"username": "of the account", "reason": "for the audit"},
    _reset,
)
