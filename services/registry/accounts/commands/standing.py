"""An account is disabled, enabled, renamed."""

from uuid import UUID

from sqlalchemy import ColumnElement, delete, update

from services.registry.accounts.commands.epochs import EndCause, end_sessions
from services.registry.accounts.commands.lent import end_lent
from services.registry.accounts.domain.account import (
    AccountIsNotDisabled,
    UsernameTaken,
    check_other,
)
from services.registry.accounts.domain.lasting import check_not_last
from services.registry.accounts.queries import find_account_named, lock_account, lock_lasting
from services.registry.accounts.tables import ACCOUNT, ACTIVATION, HANDOVER
from services.registry.database import refusing
from shared.command import Transaction, command


@command
async def disable_account(tx: Transaction, account_id: UUID, *, reason: str) -> None:
    """Nobody can sign in to it any more; all its sessions end, and what its holder lent to others.

    Raises `AccountNotFound`, `OwnAccount`, `AccountIsDisabled`, `LastHolder`.
    """
    tx.concerns(f"account {account_id}", purpose=reason)
    lasting = await lock_lasting(tx.connection, now=tx.now)
    account = await lock_account(tx.connection, account_id)
    check_other(account, tx.caller.account_id)
    account.must_be_usable()
    check_not_last([grant for grant in lasting if grant.account_id == account_id], lasting)
    await tx.connection.execute(update(ACCOUNT).where(_is(account_id)).values(disabled_at=tx.now))
    await tx.connection.execute(delete(ACTIVATION).where(ACTIVATION.c.account_id == account_id))
    await tx.connection.execute(delete(HANDOVER).where(HANDOVER.c.account_id == account_id))
    await end_sessions(tx, account_id, EndCause.DISABLED)
    await end_lent(tx, account_id)


@command
async def enable_account(tx: Transaction, account_id: UUID, *, reason: str) -> None:
    """It may be used as before, with the password it had; what was signed in with before stays over, and who was told
    that it is disabled is told so. Raises `AccountNotFound`, `AccountIsNotDisabled`."""
    tx.concerns(f"account {account_id}", purpose=reason)
    account = await lock_account(tx.connection, account_id)
    if account.disabled_at is None:
        raise AccountIsNotDisabled
    await tx.connection.execute(update(ACCOUNT).where(_is(account_id)).values(disabled_at=None))
    await end_sessions(tx, account_id, EndCause.ENABLED)


@command
async def rename_account(
    tx: Transaction, account_id: UUID, *, username: str, display_name: str, version: int | None = None
) -> None:
    """What its holder types, and what others read. Raises `AccountNotFound`, `AccountChanged`, `UsernameTaken`."""
    tx.concerns(f"account {account_id}")
    account = await lock_account(tx.connection, account_id)
    account.must_be_as_shown(version)
    named = await find_account_named(tx.connection, username.lower())
    if named is not None and named.account_id != account_id:
        raise UsernameTaken
    names = {"username": username.lower(), "display_name": display_name, "version": account.version + 1}
    with refusing({"uq_account_username": UsernameTaken()}):
        await tx.connection.execute(update(ACCOUNT).where(_is(account_id)).values(names))


def _is(account_id: UUID) -> ColumnElement[bool]:
    return ACCOUNT.c.account_id == account_id
