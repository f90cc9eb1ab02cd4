"""Whether somebody has died, as far as the register knows."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.veterans.tables import DEATH


async def find_death(connection: AsyncConnection, veteran_id: UUID) -> Row[Any] | None:
    """The record of the death that is not revoked."""
    standing = select(DEATH).where(DEATH.c.person_id == veteran_id, DEATH.c.revoked_at.is_(None))
    return (await connection.execute(standing)).one_or_none()
