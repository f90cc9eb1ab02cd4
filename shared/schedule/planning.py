"""What a command plans: something due once, at an instant, and perhaps not after all."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from shared.command.transaction import Transaction
from shared.schedule.job import Job, Payload
from shared.schedule.tables import SCHEDULE


async def schedule_at(tx: Transaction, job: Job, *, key: str, due_at: datetime, payload: Payload | None = None) -> None:
    """Let `job` run once at `due_at` about `key` (`case 0190…`); it replaces what was planned for the same key.

    `payload` is JSON without personal data. What is due already runs within seconds, unless it was due before the
    county's start day: that is dropped.
    """
    if not key:
        raise ValueError("a one-off thing needs a key: the empty one is the recurrence's")
    planned = {
        "due_at": due_at,
        "payload": dict(payload or {}),
        "next_attempt_at": due_at,
        "attempts": 0,
        "failure": None,
    }
    statement = insert(SCHEDULE).values(name=job.name, key=key, **planned)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["name", "key"], set_=planned))


async def cancel(tx: Transaction, job: Job, *, key: str) -> bool:
    """Whether something was planned for the key; now it is not. False also when it has run already."""
    statement = delete(SCHEDULE).where(SCHEDULE.c.name == job.name, SCHEDULE.c.key == key)
    return bool((await tx.connection.execute(statement)).rowcount)
