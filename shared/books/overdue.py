"""On the day after an entry of a book is late, and that is told once: a decision, a bulletin to be delivered."""

from collections.abc import Iterable
from datetime import time
from uuid import UUID

from shared.clock import local_date
from shared.command import Transaction
from shared.entries.acting import go_on
from shared.entries.definition import BookDefinition
from shared.entries.queries import list_late, lock_entry
from shared.entries.schemas import Book
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import daily

AT_ONCE = 200


def overdue_job(books: Iterable[Book]) -> Job:
    """What every worker of a service with such books does by the clock."""
    of = [book.definition for book in books if book.definition.late]

    async def tell_overdue_entries(tx: Transaction, _due: Due) -> Payload | None:
        """Those that became late since the last time; so many in one transaction."""
        today, left = local_date(tx.now), AT_ONCE
        for book in of:
            late = await list_late(tx.connection, book, today, left)
            left -= len(late)
            for entry_id in late:
                await _tell(tx, book, entry_id)
        return None if left else {}

    return Job("tell-overdue-entries", tell_overdue_entries, daily(time(0, 5)))


async def _tell(tx: Transaction, book: BookDefinition, entry_id: UUID) -> None:
    """Unless somebody has just taken it further."""
    row = await lock_entry(tx.connection, book, entry_id)
    if book.late is not None and row.state in book.late.leaves:
        await go_on(tx, book, row, book.late, on=local_date(tx.now), document="到期未办结", said={})
