"""A password was chosen with a slip: a second person says that it was the account's holder."""

from uuid import UUID

from sqlalchemy import delete, update

from services.registry.accounts.queries import lock_account
from services.registry.accounts.tables import ACCOUNT, HANDOVER
from services.registry.grants.domain.proposal import RoleIsLent
from services.registry.grants.queries import roles_at
from services.registry.handovers.domain import HandoverNotAwaited, check_hands, check_in_time
from shared.command import Transaction, command


@command
async def confirm_handover(tx: Transaction, account_id: UUID, *, centre_code: str) -> None:
    """The password that was chosen with the slip counts from now on, and with it what the account is granted.

    Raises `AccountNotFound`, `HandoverNotAwaited`, `HandoverOverdue`, `HandoverByAnother`, `RoleIsLent`,
    `AccountIsDisabled`.
    """
    tx.concerns(f"account {account_id}")
    account = await lock_account(tx.connection, account_id)
    taken = delete(HANDOVER).where(HANDOVER.c.account_id == account_id)
    found = (await tx.connection.execute(taken.returning(HANDOVER))).one_or_none()
    if found is None:
        raise HandoverNotAwaited
    check_in_time(found.chosen_at, now=tx.now)
    check_hands(tx.caller.account_id, issuer=found.issued_by, holder=account_id)
    own, _ = await roles_at(tx.connection, tx.caller, centre_code)
    if not own:
        raise RoleIsLent
    account.must_be_usable()
    counts = update(ACCOUNT).where(ACCOUNT.c.account_id == account_id).values(password_hash=found.password_hash)
    await tx.connection.execute(counts)
