"""The job that every service has: answers kept for idempotency keys expire."""

from datetime import time

from shared.command.transaction import Transaction
from shared.idempotency.retention import CHUNK_ROWS, KEPT, forget_before
from shared.schedule.job import Due, Job, Payload
from shared.schedule.recurrence import daily


async def forget_answers(tx: Transaction, due: Due) -> Payload | None:
    """One chunk of the answers that are older than two days at the instant the job is for."""
    forgotten = await forget_before(tx.connection, due.at - KEPT)
    return {} if forgotten == CHUNK_ROWS else None


FORGET_ANSWERS = Job("forget-answers", forget_answers, daily(time(3, 30)), deletes=True)
