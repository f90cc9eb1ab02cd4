"""On the day after a month or quarter it is told who held nothing in it; each is told of once."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

from sqlalchemy import Row, insert

from services.registry.branch_life.domain import Record, Span, duty_of, ended_on
from services.registry.branch_life.parameters import Duty
from services.registry.branch_life.queries import list_owing
from services.registry.branch_life.tables import BRANCH_OVERDUE
from shared.clock import local_date
from shared.command import Transaction
from shared.events.registry.branch_life import BranchMeetingOverdue
from shared.ids import new_id
from shared.schedule.job import Due, Job, Missed, Payload
from shared.schedule.recurrence import daily

AT_ONCE = 500


async def tell_overdue(tx: Transaction, due: Due) -> Payload | None:
    """Of the spans that ended the day before; so many at once, the others follow."""
    for duty, span in ended_on(local_date(due.at) - timedelta(days=1)):
        if not duty.in_force.covers(span.first):
            continue
        owing = await list_owing(tx.connection, duty, span, limit=AT_ONCE)
        if owing:
            await _tell(tx, duty, span, owing)
            return {}
    return None


async def tell_if_owed(tx: Transaction, record: Record) -> None:
    """Part of a command by which something turns out not to have been held: when its span is over already."""
    duty, span = duty_of(record.sheet.kind), record.sheet.period
    if span.last < local_date(tx.now) and duty.in_force.covers(span.first):
        await _tell(tx, duty, span, await list_owing(tx.connection, duty, span, only=record.party_org_code, limit=1))


async def _tell(tx: Transaction, duty: Duty, span: Span, owing: Sequence[Row[Any]]) -> None:
    lines = [
        {
            "overdue_id": new_id(),
            "party_org_code": row.party_org_code,
            "org_path": row.org_path,
            "kind": duty.kind,
            "period": span.code,
            "due_on": span.last,
        }
        for row in owing
    ]
    if lines:
        await tx.connection.execute(insert(BRANCH_OVERDUE), [{**line, "told_at": tx.now} for line in lines])
    for line in lines:
        tx.publish(BranchMeetingOverdue(**line), sequence=1)


TELL_OVERDUE = Job("tell-overdue-branch-life", tell_overdue, daily(time(0, 10)), missed=Missed.EACH)
