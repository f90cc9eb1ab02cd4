"""What a notice said goes thirty days after it was settled; that there was one, and what became of it, stays. One that
could not be read goes whole after half a year, whether somebody settled it or not: nothing rests on it."""

from datetime import time, timedelta
from uuid import UUID

from sqlalchemy import delete, update

from services.registry.notices.parameters import NOTICE_KEPT, UNREADABLE, UNREADABLE_NOTICE_KEPT
from services.registry.notices.queries import COLUMN
from services.registry.notices.tables import EXTERNAL_NOTICE
from shared.command import Transaction
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import daily

KEPT = timedelta(days=NOTICE_KEPT.number)
UNREADABLE_KEPT = timedelta(days=UNREADABLE_NOTICE_KEPT.number)


async def forget_notices(tx: Transaction, due: Due) -> Payload | None:
    """Some hundred a month: one statement each."""
    settled = (COLUMN.settled_at < due.at - KEPT, COLUMN.sealed.is_not(None))
    forgotten = update(EXTERNAL_NOTICE).where(*settled).values(sealed=None, wrapped_key=None)
    await tx.connection.execute(forgotten)
    unreadable = (COLUMN.match == UNREADABLE, COLUMN.received_at < due.at - UNREADABLE_KEPT)
    await tx.connection.execute(delete(EXTERNAL_NOTICE).where(*unreadable))
    return None


async def forget_notices_of(tx: Transaction, person_id: UUID) -> None:
    """Part of a command: of somebody who is erased, nothing that others said stays, settled or not."""
    await tx.connection.execute(delete(EXTERNAL_NOTICE).where(COLUMN.person_id == person_id))


FORGET_NOTICES = Job("forget-notices", forget_notices, daily(time(3, 50)), deletes=True)
