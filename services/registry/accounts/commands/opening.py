"""Accounts are opened without a password: nobody but their holder ever knows one."""

from uuid import UUID

from sqlalchemy import insert

from services.registry.accounts.domain.account import Kind, UsernameTaken
from services.registry.accounts.queries import find_account_named
from services.registry.accounts.tables import ACCOUNT
from services.registry.database import refusing
from shared.command import Transaction, command
from shared.ids import new_id


@command
async def open_account(tx: Transaction, *, username: str, display_name: str, kind: Kind = Kind.PERSON) -> UUID:
    """Open an account that nobody can sign in to before it is activated, and that may do nothing before it is given
    grants. Raises `UsernameTaken`."""
    return await add_account(
        tx, username=username, display_name=display_name, opened_by=tx.caller.account_id, kind=kind
    )


async def add_account(
    tx: Transaction,
    *,
    username: str,
    display_name: str,
    opened_by: UUID | None,
    kind: Kind = Kind.PERSON,
    person_id: UUID | None = None,
    founding: bool = False,
) -> UUID:
    """Part of a command: write an account, `opened_by` None at the setup. Raises `UsernameTaken`."""
    if await find_account_named(tx.connection, username.lower()) is not None:
        raise UsernameTaken
    account_id = new_id()
    tx.concerns(f"account {account_id}")
    row = {
        "account_id": account_id,
        "kind": kind,
        "person_id": person_id,
        "username": username.lower(),
        "display_name": display_name,
        "founding": founding,
        "opened_by": opened_by,
        "created_at": tx.now,
    }
    with refusing({"uq_account_username": UsernameTaken()}):
        await tx.connection.execute(insert(ACCOUNT).values(row))
    return account_id
