"""The ways to reach a person are forgotten with the person."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.contacts.tables import CONTACT_FETCH, CONTACT_POINT, PERSON_KEY, VERIFIED_CONTACT


async def forget_contact_points(connection: AsyncConnection, person_ids: Collection[UUID]) -> Collection[UUID]:
    """Numbers and keys are gone, and what is being fetched is not kept. Not a command: the consumer does it with the
    event, and commits. Whoever writes a number of the person has locked one of the same rows."""
    told = select(VERIFIED_CONTACT.c.contact_id).where(VERIFIED_CONTACT.c.person_id.in_(person_ids))
    fetches = update(CONTACT_FETCH).where(CONTACT_FETCH.c.contact_id.in_(told))
    await connection.execute(fetches.values(fetched_version=CONTACT_FETCH.c.wanted_version))
    gone: set[UUID] = set()
    for table in (CONTACT_POINT, PERSON_KEY):
        deleted = delete(table).where(table.c.person_id.in_(person_ids)).returning(table.c.person_id)
        gone.update((await connection.execute(deleted)).scalars())
    return gone
