"""Who is to do a task accepts it, reports how far it is and that it is done; the centre confirms, returns, extends and
withdraws it."""

from datetime import date
from uuid import UUID

from services.reporting.dispatches.commands.keeping import lock_task, take_step
from services.reporting.dispatches.domain.tasks import Act, Task
from shared.clock import local_date
from shared.command import Transaction, command


@command
async def accept_dispatch_task(tx: Transaction, task_id: UUID, *, version: int | None = None) -> Task:
    """Raises `DispatchTaskNotFound`, `DispatchTaskChanged`, `WrongTaskState`."""
    return await _take(tx, task_id, Act.ACCEPT, None, version)


@command
async def report_dispatch_task(tx: Transaction, task_id: UUID, *, note: str, version: int | None = None) -> Task:
    """How far it is. Raises as `accept_dispatch_task` does."""
    return await _take(tx, task_id, Act.PROGRESS, note, version)


@command
async def complete_dispatch_task(tx: Transaction, task_id: UUID, *, note: str, version: int | None = None) -> Task:
    """It is done, and what shows it. Raises as `accept_dispatch_task` does."""
    return await _take(tx, task_id, Act.COMPLETE, note, version)


@command
async def confirm_dispatch_task(
    tx: Transaction, task_id: UUID, *, note: str | None = None, version: int | None = None
) -> Task:
    """It is done indeed. Raises as `accept_dispatch_task` does, and `OwnTask`."""
    return await _take(tx, task_id, Act.CONFIRM, note, version)


@command
async def return_dispatch_task(tx: Transaction, task_id: UUID, *, note: str, version: int | None = None) -> Task:
    """It is not done yet. Raises as `confirm_dispatch_task` does."""
    return await _take(tx, task_id, Act.RETURN, note, version)


@command
async def withdraw_dispatch_task(tx: Transaction, task_id: UUID, *, note: str, version: int | None = None) -> Task:
    """It need not be done any more. Raises as `confirm_dispatch_task` does."""
    return await _take(tx, task_id, Act.WITHDRAW, note, version)


@command
async def extend_dispatch_task(
    tx: Transaction, task_id: UUID, *, due_on: date, note: str, version: int | None = None
) -> Task:
    """Due on a later day. Raises as `confirm_dispatch_task` does, and `TaskDayInvalid`."""
    before = await lock_task(tx, task_id, version, purpose=note)
    after = before.extended(due_on, tx.caller.hands, local_date(tx.now))
    await take_step(tx, after, Act.EXTEND, note, by=tx.caller.account_id)
    return after


async def _take(tx: Transaction, task_id: UUID, act: Act, note: str | None, version: int | None) -> Task:
    before = await lock_task(tx, task_id, version, purpose=note or "")
    after = before.after(act, tx.caller.hands, local_date(tx.now))
    await take_step(tx, after, act, note, by=tx.caller.account_id)
    return after
