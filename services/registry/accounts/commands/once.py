"""What may be used once: the state of a sign-in at an external issuer, the id of a signed assertion."""

from datetime import datetime, time
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from services.registry.accounts.tables import USED_ONCE
from shared.command import Transaction
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import daily


async def use_once(tx: Transaction, value: str, *, until: datetime) -> bool:
    """Part of a command: False when it was used before. After `until` it must be refused for its age."""
    row = insert(USED_ONCE).values(digest=sha256(value.encode()).digest(), until=until)
    return (await tx.connection.execute(row.on_conflict_do_nothing())).rowcount == 1


async def forget_used(tx: Transaction, due: Due) -> Payload | None:
    """What is refused for its age by now."""
    await tx.connection.execute(delete(USED_ONCE).where(USED_ONCE.c.until < due.at))
    return None


FORGET_USED = Job("forget-used-once", forget_used, daily(time(3, 45)), deletes=True)
