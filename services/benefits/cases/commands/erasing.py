"""What persons brought before a service organisation is forgotten with them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.cases.tables import CASE_CONTENT


async def forget_contents(connection: AsyncConnection, person_ids: Collection[UUID]) -> Collection[UUID]:
    """The contents of their cases and the keys; that there was a case, and how it ended, stays. Not a command: the
    consumer does it with the event, and commits."""
    held = CASE_CONTENT.c
    kept = or_(held.data_key.is_not(None), held.summary != b"")
    emptied = update(CASE_CONTENT).where(held.applicant_id.in_(person_ids), kept).values(data_key=None, summary=b"")
    return set((await connection.execute(emptied.returning(held.applicant_id))).scalars())
