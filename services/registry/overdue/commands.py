"""On the day after an entry is late, and that is told once: a decision, an issue raised on site, a track of work."""

from datetime import time

from services.registry.books.schemas import BOOKS
from shared.clock import local_date
from shared.command import Transaction
from shared.entries.commands import go_on
from shared.entries.queries import list_late, lock_entry
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import daily

AT_ONCE = 200


async def tell_overdue_entries(tx: Transaction, _due: Due) -> Payload | None:
    """Those that became late since the last time; so many in one transaction."""
    today, left = local_date(tx.now), AT_ONCE
    for kept in (book.kept for book in BOOKS):
        late = await list_late(tx.connection, kept, today, left)
        left -= len(late)
        for entry_id in late:
            row = await lock_entry(tx.connection, kept, entry_id)
            if kept.late is not None and row.state in kept.late.leaves:
                await go_on(tx, kept, row, kept.late, on=today, document="到期未办结", said={})
    return None if left else {}


OVERDUE = Job("tell-overdue-entries", tell_overdue_entries, daily(time(0, 5)))
