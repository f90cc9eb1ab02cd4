"""Reading records of deaths."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.deaths.tables import DEATH
from services.registry.veterans.queries.files import get_place
from shared.http.dependencies import Reading


async def list_deaths(reading: Reading, veteran_id: UUID) -> Sequence[Row[Any]]:
    """The records of a person's death, the last first; at most one stands. Raises `VeteranNotFound`."""
    await get_place(reading.connection, veteran_id, reading.caller)
    found = select(DEATH).where(DEATH.c.person_id == veteran_id).order_by(DEATH.c.recorded_at.desc())
    return (await reading.connection.execute(found)).all()


async def find_standing(connection: AsyncConnection, veteran_id: UUID) -> Row[Any] | None:
    """The record that is not revoked."""
    standing = select(DEATH).where(DEATH.c.person_id == veteran_id, DEATH.c.revoked_at.is_(None))
    return (await connection.execute(standing)).one_or_none()
