"""Reading accounts."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.domain import Account, AccountNotFound
from services.registry.accounts.tables import ACCOUNT

ACCOUNTS = select(ACCOUNT.c.account_id, ACCOUNT.c.username, ACCOUNT.c.display_name, ACCOUNT.c.created_at)
_WHOLE = select(
    ACCOUNT.c.account_id,
    ACCOUNT.c.username,
    ACCOUNT.c.display_name,
    ACCOUNT.c.password_hash,
    ACCOUNT.c.failed_count,
    ACCOUNT.c.locked_until,
)


async def find_account_named(connection: AsyncConnection, username: str) -> Account | None:
    """The account with this user name, in lower case, or None."""
    return await _find(connection, _WHOLE.where(ACCOUNT.c.username == username))


async def get_account(connection: AsyncConnection, account_id: UUID) -> Account:
    """Raises `AccountNotFound`."""
    return _known(await _find(connection, _WHOLE.where(ACCOUNT.c.account_id == account_id)))


async def lock_account(connection: AsyncConnection, account_id: UUID) -> Account:
    """The account, locked until the transaction ends. Raises `AccountNotFound`."""
    return _known(await _find(connection, _WHOLE.where(ACCOUNT.c.account_id == account_id).with_for_update()))


async def any_account_exists(connection: AsyncConnection) -> bool:
    return bool(await connection.scalar(select(exists(select(ACCOUNT.c.account_id)))))


async def _find(connection: AsyncConnection, statement: Select[Any]) -> Account | None:
    row = (await connection.execute(statement)).first()
    return Account(**row._mapping) if row else None


def _known(found: Account | None) -> Account:
    if found is None:
        raise AccountNotFound
    return found
