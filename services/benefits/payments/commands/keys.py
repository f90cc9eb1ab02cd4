"""What papers prove of persons while the master key is replaced, and when a person is erased."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.payments.tables import ENTITLEMENT
from shared.rotation import wrapped_keys

FACT_KEYS = wrapped_keys(ENTITLEMENT, ENTITLEMENT.c.data_key, ENTITLEMENT.c.person_id)


async def forget_facts(connection: AsyncConnection, person_ids: Collection[UUID]) -> Collection[UUID]:
    """The facts and the key; what was granted, and what was done about it, stays. Not a command: the consumer does it
    with the event, and commits."""
    held = ENTITLEMENT.c
    kept = held.person_id.in_(person_ids) & held.data_key.is_not(None)
    emptied = update(ENTITLEMENT).where(kept).values(data_key=None, facts=None)
    return set((await connection.execute(emptied.returning(held.person_id))).scalars())
