"""Who consented to what, and who wishes to be told of no work."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notifications.consents.tables import CONSENT, JOB_WISH
from services.notifications.contacts.queries import files_of_each

Pairs = frozenset[tuple[UUID, str]]


async def find_consents(connection: AsyncConnection, person_ids: Collection[UUID]) -> Pairs:
    """The pairs of person and purpose of consents that hold."""
    found = select(CONSENT.c.person_id, CONSENT.c.purpose).where(CONSENT.c.person_id.in_(person_ids), CONSENT.c.holds)
    return frozenset((row.person_id, row.purpose) for row in await connection.execute(found))


async def find_told_no_jobs(connection: AsyncConnection, person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these persons who stopped being told of work, by the last wish that stands in any of their files; or who
    revoked every one."""
    files, wish = files_of_each(person_ids), JOB_WISH.c
    last = (
        select(files.c.person_id, wish.is_told)
        .join(JOB_WISH, wish.person_id == files.c.file_id)
        .ext(distinct_on(files.c.person_id))
        .order_by(files.c.person_id, wish.stands.desc(), wish.wished_on.desc(), wish.entry_id.desc())
    )
    return frozenset(row.person_id for row in await connection.execute(last) if not row.is_told)
