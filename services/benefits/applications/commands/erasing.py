"""Of which household somebody was is forgotten with him."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.applications.tables import APPLICATION


async def forget_households(connection: AsyncConnection, person_ids: Collection[UUID]) -> Collection[UUID]:
    """That he applied stays, and counts for his household no more. Not a command: the consumer does it with the event,
    and commits."""
    held = APPLICATION.c
    known = held.person_id.in_(person_ids) & held.household_no.is_not(None)
    emptied = update(APPLICATION).where(known).values(household_no=None)
    return set((await connection.execute(emptied.returning(held.person_id))).scalars())
