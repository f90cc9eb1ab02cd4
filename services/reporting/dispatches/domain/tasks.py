"""How a task of a dispatch goes from one state to the next (pure)."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.reporting.dispatches.parameters import STATES
from services.reporting.units.domain import Unit
from shared.auth.hands import Hands, are_of, joined
from shared.refusal import Conflict, FieldFault, Forbidden, Invalid, NotFound, Stale


class DispatchTaskNotFound(NotFound):
    code = "dispatch-task-not-found"
    zh = "没有这项调度任务。"
    en = "There is no such task of a dispatch."


class DispatchTaskChanged(Stale):
    """Somebody changed it after it was shown."""

    code = "dispatch-task-changed"
    zh = "该任务在您填写期间已有变动，请核对后再提交。"
    en = "Somebody changed the task meanwhile. Look at how it stands now, then send it again."


class WrongTaskState(Conflict):
    """As the task stands, this cannot be done."""

    code = "dispatch-task-state"
    zh = "该任务现在的状态（{state_zh}）不能办理此事。"
    en = "The task is {state_en}: that cannot be done now."


class OwnTask(Forbidden):
    """Whoever worked on a task neither confirms nor returns it, nor gives himself a later day, nor withdraws it."""

    code = "own-dispatch-task"
    zh = "本人办理（含代行）的任务，须由他人确认、退回、延期、撤回。"
    en = "Who worked on it, or stands in for who did, does not confirm, return, extend or withdraw it: another does."


class TaskDayInvalid(Invalid):
    """`fields` says what is wrong with the day."""

    code = "dispatch-task-day"
    zh = "任务期限有误，原因见各字段。"
    en = "The day on which the task is due is wrong; the fields tell why."


class TaskUnitInvalid(Invalid):
    """`fields` says what is wrong with the unit."""

    code = "dispatch-task-unit"
    zh = "任务的承办机构有误，原因见各字段。"
    en = "The unit that is to do the task is wrong; the fields tell why."


class TaskState(StrEnum):
    """A planned one is known to the centre alone, until its minutes are issued."""

    PLANNED = "planned"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    DONE = "done"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


# The owner still works on it.
OPEN = (TaskState.ASSIGNED, TaskState.ACCEPTED)
TO_BE_FOLLOWED = (*OPEN, TaskState.DONE)


class Act(StrEnum):
    """What is done with a task; the steps of its history are called so."""

    ASSIGN = "assign"
    ACCEPT = "accept"
    PROGRESS = "progress"
    COMPLETE = "complete"
    CONFIRM = "confirm"
    RETURN = "return"
    EXTEND = "extend"
    WITHDRAW = "withdraw"
    OVERDUE = "overdue"


POSSIBLE = {
    Act.ASSIGN: (TaskState.PLANNED,),
    Act.ACCEPT: (TaskState.ASSIGNED,),
    Act.PROGRESS: (TaskState.ACCEPTED,),
    Act.COMPLETE: OPEN,
    Act.CONFIRM: (TaskState.DONE,),
    Act.RETURN: (TaskState.DONE,),
    Act.EXTEND: OPEN,
    Act.WITHDRAW: TO_BE_FOLLOWED,
    Act.OVERDUE: OPEN,
}
AFTER = {
    Act.ASSIGN: TaskState.ASSIGNED,
    Act.ACCEPT: TaskState.ACCEPTED,
    Act.COMPLETE: TaskState.DONE,
    Act.CONFIRM: TaskState.CONFIRMED,
    Act.RETURN: TaskState.ACCEPTED,
    Act.WITHDRAW: TaskState.WITHDRAWN,
}
# By who is to do it; by the centre, and nobody of the former.
ANSWERS = (Act.ACCEPT, Act.PROGRESS, Act.COMPLETE)
FOLLOWS = (Act.CONFIRM, Act.RETURN, Act.EXTEND, Act.WITHDRAW)


@dataclass(frozen=True, slots=True)
class Task:
    """`version` counts what was told of it: 0 while it is planned. `overdue_on`: when it was told to be overdue, by the
    day on which it is due now. `answered_by`: accounts that acted for its owner."""

    task_id: UUID
    dispatch_id: UUID
    org_code: str
    org_path: str
    due_on: date
    what: str
    state: TaskState = TaskState.PLANNED
    version: int = 0
    overdue_on: date | None = None
    done_on: date | None = None
    answered_by: tuple[UUID, ...] = ()

    def must_be(self, version: int | None) -> None:
        """Raises `DispatchTaskChanged`."""
        if version not in {None, self.version}:
            raise DispatchTaskChanged

    def must_allow(self, *states: TaskState) -> None:
        """Raises `WrongTaskState`."""
        if self.state not in states:
            named = STATES[self.state]
            raise WrongTaskState(state_zh=named.zh, state_en=named.en)

    def is_overdue(self, today: date) -> bool:
        """Its owner still works on it, and the day is over."""
        return self.state in OPEN and self.due_on < today

    def after(self, act: Act, by: Hands, today: date) -> Self:
        """Raises `WrongTaskState`, `OwnTask`. The day on which it is due changes by `extended` alone."""
        self.must_allow(*POSSIBLE[act])
        if act in FOLLOWS and are_of(by, self.answered_by):
            raise OwnTask
        answered = joined(self.answered_by, by) if act in ANSWERS else self.answered_by
        done_on = today if act is Act.COMPLETE else None if act is Act.RETURN else self.done_on
        return replace(
            self,
            state=AFTER.get(act, self.state),
            version=self.version + 1,
            done_on=done_on,
            overdue_on=today if act is Act.OVERDUE else self.overdue_on,
            answered_by=answered,
        )

    def extended(self, due_on: date, by: Hands, today: date) -> Self:
        """Due on a later day. Raises `WrongTaskState`, `OwnTask`, `TaskDayInvalid`."""
        after = self.after(Act.EXTEND, by, today)
        if due_on <= self.due_on:
            raise TaskDayInvalid(fields=[FieldFault("due_on", "not-later", "应晚于原期限。", "Must be a later day.")])
        must_be_to_come(due_on, today)
        return replace(after, due_on=due_on, overdue_on=None)


def must_be_to_come(due_on: date, today: date) -> None:
    """Raises `TaskDayInvalid`."""
    if due_on < today:
        raise TaskDayInvalid(fields=[FieldFault("due_on", "day-over", "期限已过。", "That day is over.")])


def must_stand(unit: Unit, today: date) -> None:
    """Raises `TaskUnitInvalid`."""
    if not unit.stands_on(today):
        raise TaskUnitInvalid(fields=[FieldFault("org_code", "unit-closed", "该机构已撤销。", "That unit is closed.")])
