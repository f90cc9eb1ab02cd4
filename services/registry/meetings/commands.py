"""A decision that is not done by its last day is late on the day after: told once, by the clock."""

from datetime import time

from services.registry.entries.commands import go_on
from services.registry.entries.queries import lock_entry
from services.registry.meetings.queries import KEPT_DECISIONS, LATE, OPEN, list_late
from shared.clock import local_date
from shared.command import Transaction
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import daily

AT_ONCE = 200


async def tell_late_decisions(tx: Transaction, _due: Due) -> Payload | None:
    """Those that became late since the last time; so many in one transaction."""
    today = local_date(tx.now)
    late = await list_late(tx.connection, today, AT_ONCE)
    for entry_id in late:
        row = await lock_entry(tx.connection, KEPT_DECISIONS, entry_id)
        if row.state == OPEN:
            await go_on(tx, KEPT_DECISIONS, row, LATE, on=today, document="到期未办结", said={})
    return {} if len(late) == AT_ONCE else None


OVERDUE = Job("tell-late-decisions", tell_late_decisions, daily(time(0, 5)))
