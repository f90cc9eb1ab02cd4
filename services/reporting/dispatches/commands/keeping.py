"""Parts of commands: a dispatch or a task for this transaction alone, what is written of a task, and what is told."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from services.reporting.dispatches.domain.minutes import Dispatch, DispatchNotFound
from services.reporting.dispatches.domain.tasks import Act, DispatchTaskNotFound, Task, TaskState
from services.reporting.dispatches.queries import find_dispatch, find_task
from services.reporting.dispatches.tables import DISPATCH, DISPATCH_TASK, DISPATCH_TASK_STEP
from shared.command import Transaction
from shared.events.contract import Event
from shared.events.reporting.dispatches import (
    DispatchTaskAccepted,
    DispatchTaskAssigned,
    DispatchTaskCompleted,
    DispatchTaskConfirmed,
    DispatchTaskExtended,
    DispatchTaskOverdue,
    DispatchTaskProgressed,
    DispatchTaskReturned,
    DispatchTaskWithdrawn,
)

TOLD: dict[Act, type[Event]] = {
    Act.ASSIGN: DispatchTaskAssigned,
    Act.ACCEPT: DispatchTaskAccepted,
    Act.PROGRESS: DispatchTaskProgressed,
    Act.COMPLETE: DispatchTaskCompleted,
    Act.CONFIRM: DispatchTaskConfirmed,
    Act.RETURN: DispatchTaskReturned,
    Act.EXTEND: DispatchTaskExtended,
    Act.WITHDRAW: DispatchTaskWithdrawn,
    Act.OVERDUE: DispatchTaskOverdue,
}


async def lock_dispatch(tx: Transaction, dispatch_id: UUID, version: int | None, *, purpose: str = "") -> Dispatch:
    """Raises `DispatchNotFound` (also outside the scope), `DispatchChanged`, `DispatchWithdrawn`."""
    tx.concerns(f"dispatch {dispatch_id}", purpose=purpose)
    dispatch = await find_dispatch(tx.connection, dispatch_id)
    if dispatch is None:
        raise DispatchNotFound
    tx.caller.must_cover(dispatch.org_path, DispatchNotFound())
    dispatch.must_be(version)
    dispatch.must_stand()
    return dispatch


async def store_dispatch(tx: Transaction, dispatch: Dispatch) -> None:
    """As it stands from now on."""
    own = DISPATCH.c.dispatch_id == dispatch.dispatch_id
    await tx.connection.execute(update(DISPATCH).where(own).values(dispatch_columns(dispatch)))


def dispatch_columns(dispatch: Dispatch) -> dict[str, Any]:
    """Of `dispatch`."""
    return asdict(dispatch) | {"written_by": list(dispatch.written_by)}


async def lock_task(tx: Transaction, task_id: UUID, version: int | None, *, purpose: str = "") -> Task:
    """Raises `DispatchTaskNotFound` (also outside the scope, and of one that is planned), `DispatchTaskChanged`."""
    tx.concerns(f"dispatch-task {task_id}", purpose=purpose)
    task = await find_task(tx.connection, task_id)
    if task is None or task.state is TaskState.PLANNED:
        raise DispatchTaskNotFound
    tx.caller.must_cover(task.org_path, DispatchTaskNotFound())
    task.must_be(version)
    return task


async def take_step(tx: Transaction, task: Task, act: Act, note: str | None, *, by: UUID | None) -> None:
    """The task as it stands from now on, the step in its history, and what is told of it."""
    own = DISPATCH_TASK.c.task_id == task.task_id
    await tx.connection.execute(update(DISPATCH_TASK).where(own).values(task_columns(task)))
    step = {
        "task_id": task.task_id,
        "version": task.version,
        "act": act,
        "due_on": task.due_on,
        "note": note,
        "by": by,
        "at": tx.now,
    }
    await tx.connection.execute(insert(DISPATCH_TASK_STEP).values(step))
    names = ("task_id", "dispatch_id", "org_code", "org_path", "due_on")
    tx.publish(TOLD[act](**{name: getattr(task, name) for name in names}, **_more(task, act)), sequence=task.version)


def task_columns(task: Task) -> dict[str, Any]:
    """Of `dispatch_task`."""
    return asdict(task) | {"answered_by": list(task.answered_by)}


def _more(task: Task, act: Act) -> dict[str, date | None]:
    return {"done_on": task.done_on} if act in {Act.COMPLETE, Act.CONFIRM} else {}
