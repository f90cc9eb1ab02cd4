"""The clock tells which tasks are overdue, the night after the day on which they were due."""

from datetime import time

from services.reporting.dispatches.commands.keeping import take_step
from services.reporting.dispatches.domain.tasks import Act
from services.reporting.dispatches.queries import lock_overdue_tasks
from shared.clock import local_date
from shared.command import Transaction
from shared.schedule.job import Due, Job, Payload
from shared.schedule.recurrence import daily

AT_ONCE = 500


async def tell_overdue_tasks(tx: Transaction, _due: Due) -> Payload | None:
    """Once by each day on which a task is due; so many at once, the others follow."""
    today = local_date(tx.now)
    over = await lock_overdue_tasks(tx.connection, today, AT_ONCE)
    for task in over:
        await take_step(tx, task.after(Act.OVERDUE, (), today), Act.OVERDUE, None, by=None)
    return {} if len(over) == AT_ONCE else None


TELL_OVERDUE_TASKS = Job("tell-overdue-dispatch-tasks", tell_overdue_tasks, daily(time(0, 15)))
