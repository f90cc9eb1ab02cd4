"""On the day after papers are late that is told once."""

from datetime import time

from sqlalchemy import select

from services.benefits.applications.queries import lock_application
from services.benefits.applications.tables import EMERGENCY_AID
from services.benefits.emergency_aid.commands.holding import keep, tell
from services.benefits.emergency_aid.domain import RELEASED
from services.benefits.emergency_aid.queries import list_late_papers
from shared.clock import local_date
from shared.command import Transaction
from shared.events.benefits import EmergencyPapersOverdue
from shared.schedule import Due, Job
from shared.schedule.job import Payload
from shared.schedule.recurrence import daily

AT_ONCE = 200


async def tell_late_papers(tx: Transaction, _due: Due) -> Payload | None:
    """Those that became late since the last time; so many in one transaction."""
    today, aid = local_date(tx.now), EMERGENCY_AID.c
    late = await list_late_papers(tx.connection, today, AT_ONCE)
    for application_id in late:
        application = await lock_application(tx.connection, application_id)
        waits = (aid.application_id == application_id, aid.outcome == RELEASED, aid.papers_on.is_(None))
        row = (await tx.connection.execute(select(EMERGENCY_AID).where(*waits))).one_or_none()
        if row is not None and row.overdue_on is None and application.ended_on is None:
            await keep(tx, row, overdue_on=today)
            await tell(tx, application, EmergencyPapersOverdue, papers_due_on=row.due_on)
    return {} if len(late) == AT_ONCE else None


PAPERS_OVERDUE = Job("tell-late-papers", tell_late_papers, daily(time(0, 5)))
