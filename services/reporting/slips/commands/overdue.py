"""The clock tells which slips nobody answered in time, the night after the last day for an answer."""

from datetime import time

from services.reporting.slips.commands.keeping import take_step
from services.reporting.slips.domain import Act
from services.reporting.slips.queries import lock_overdue_slips
from shared.clock import local_date
from shared.command import Transaction
from shared.schedule.job import Due, Job, Payload
from shared.schedule.recurrence import daily

AT_ONCE = 500


async def tell_overdue_slips(tx: Transaction, _due: Due) -> Payload | None:
    """Once by each day on which an answer is due; so many at once, the others follow."""
    today = local_date(tx.now)
    over = await lock_overdue_slips(tx.connection, today, AT_ONCE)
    for slip in over:
        await take_step(tx, slip.after(Act.OVERDUE, (), today), Act.OVERDUE, None, by=None)
    return {} if len(over) == AT_ONCE else None


TELL_OVERDUE_SLIPS = Job("tell-overdue-slips", tell_overdue_slips, daily(time(0, 15)))
