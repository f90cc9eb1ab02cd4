"""Records that were made by a clock that was ahead, and was set back before the next."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, update
from sqlalchemy.ext.asyncio import AsyncEngine

AHEAD = UUID(int=2**128 - 1)


async def made_ahead(engine: AsyncEngine, number: Column[Any], *which: Any) -> None:
    """Numbers rise with the clock of who makes them: that of this record lies above all others."""
    async with engine.begin() as connection:
        await connection.execute(update(number.table).where(*which).values({number.name: AHEAD}))
