"""Who was named as the holder of an account."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT_HOLDER


async def list_holders(connection: AsyncConnection, account_id: UUID) -> Sequence[Row[Any]]:
    """The last named first; one of them stands at most."""
    named = select(ACCOUNT_HOLDER).where(ACCOUNT_HOLDER.c.account_id == account_id)
    return (await connection.execute(named.order_by(ACCOUNT_HOLDER.c.naming_id.desc()))).all()
