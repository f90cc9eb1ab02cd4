"""All sessions of an account end: here with the commit, in the other services with the event."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from services.registry.accounts.queries import is_disabled, lock_account
from shared.auth.tables import ACCOUNT_EPOCH
from shared.command import Transaction, command
from shared.events.registry import SessionsEnded


class EndCause(StrEnum):
    """Why they end."""

    CHANGED = "password-changed"
    RESET = "reset"
    DISABLED = "disabled"
    SIGNED_OUT = "signed-out"
    FACTOR_REMOVED = "second-factor-removed"
    BINDING_ENDED = "binding-ended"
    ENABLED = "enabled"


@command
async def sign_out_everywhere(tx: Transaction, account_id: UUID, *, reason: str = "") -> None:
    """End every session of an account, the caller's own or another's. Raises `AccountNotFound`."""
    tx.concerns(f"account {account_id}", purpose=reason)
    await lock_account(tx.connection, account_id)
    await end_sessions(tx, account_id, EndCause.SIGNED_OUT)


async def end_sessions(tx: Transaction, account_id: UUID, cause: EndCause) -> None:
    """Part of a command that has locked the account: tokens and sessions there were before allow nothing.

    Of an account that is disabled the cause stays so, since the last one says whether it is in use."""
    first = insert(ACCOUNT_EPOCH).values(account_id=account_id, epoch=1)
    raised = first.on_conflict_do_update(
        index_elements=[ACCOUNT_EPOCH.c.account_id], set_={"epoch": ACCOUNT_EPOCH.c.epoch + 1}
    )
    epoch = (await tx.connection.execute(raised.returning(ACCOUNT_EPOCH.c.epoch))).scalar_one()
    why = EndCause.DISABLED if await is_disabled(tx.connection, account_id) else cause
    event = SessionsEnded(account_id=account_id, epoch=epoch, ended_at=tx.now, cause=why.value)
    tx.publish(event, sequence=epoch)
