"""Weekly dispatches, and the tasks that come of them."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgCode, OrgPath

DispatchId = Annotated[UUID, Meta(description="the weekly dispatch, UUIDv7 · 周调度编号")]
TaskId = Annotated[UUID, Meta(description="the task, UUIDv7 · 调度任务编号")]
IsoWeek = Annotated[
    str,
    Meta(pattern=r"^[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-3])\Z", description="ISO week, as 2019-W17 · 周（如 2019-W17）"),
]
Year = Annotated[int, Meta(ge=1900, le=2099, description="year of the number of the document · 文号年份")]
Number = Annotated[int, Meta(ge=1, description="number of the document in that year · 文号序号")]
Edition = Annotated[int, Meta(ge=1, description="which edition of the minutes this is, from 1 on · 第几版")]
Present = Annotated[list[OrgCode], Meta(description="units that were there · 参加机构代码")]
Absent = Annotated[list[OrgCode], Meta(description="units that were to be there and were not · 缺席机构代码")]
DueOn = Annotated[CalendarDate, Meta(description="the last day on which it is in time · 任务期限（含）")]
DoneOn = Annotated[CalendarDate, Meta(description="when it was reported to be done · 报告办结日期")]


class WeeklyDispatchConvened(Event, frozen=True, kw_only=True):
    """The minutes of a weekly dispatch were issued. Once per week; what was said stays in reporting.

    No service applies it yet.

    周调度纪要已印发，每周一次；内容只留在统计服务。尚无服务处理。
    """

    dispatch_id: DispatchId
    week: IsoWeek
    year: Year
    number: Number
    edition: Edition
    held_on: CalendarDate
    present: Present
    absent: Absent


class WeeklyDispatchCorrected(Event, frozen=True, kw_only=True):
    """Another edition of issued minutes was issued; those before it are kept. The last one holds.

    No service applies it yet. Why stays in reporting.

    已印发的周调度纪要更正，另起一版，以前各版保留，以最后一版为准。尚无服务处理；原因只留在统计服务。
    """

    dispatch_id: DispatchId
    week: IsoWeek
    year: Year
    number: Number
    edition: Edition
    held_on: CalendarDate
    present: Present
    absent: Absent


class DispatchTaskAssigned(Event, frozen=True, kw_only=True):
    """A unit was given a task, with the minutes of a weekly dispatch. Once per task. No service applies it yet.

    周调度向机构派发任务，每项任务一次。尚无服务处理。
    """

    task_id: TaskId
    dispatch_id: DispatchId
    org_code: OrgCode
    org_path: OrgPath
    due_on: DueOn


class DispatchTaskAccepted(Event, frozen=True, kw_only=True):
    """A unit took a task in hand. Once per task. No service applies it yet.

    机构接受调度任务，每项任务一次。尚无服务处理。
    """

    task_id: TaskId
    dispatch_id: DispatchId
    org_code: OrgCode
    org_path: OrgPath
    due_on: DueOn


class DispatchTaskProgressed(Event, frozen=True, kw_only=True):
    """A unit reported how far a task is; the words stay in reporting. No service applies it yet.

    机构报告调度任务的进展，文字只留在统计服务。尚无服务处理。
    """

    task_id: TaskId
    dispatch_id: DispatchId
    org_code: OrgCode
    org_path: OrgPath
    due_on: DueOn


class DispatchTaskCompleted(Event, frozen=True, kw_only=True):
    """A unit reported that a task is done, which the centre confirms or does not. No service applies it yet.

    机构报告调度任务已办结，待服务中心确认。尚无服务处理。
    """

    task_id: TaskId
    dispatch_id: DispatchId
    org_code: OrgCode
    org_path: OrgPath
    due_on: DueOn
    done_on: DoneOn


class DispatchTaskConfirmed(Event, frozen=True, kw_only=True):
    """The centre confirmed that a task is done. Once per task; nothing follows. No service applies it yet.

    服务中心确认调度任务已办结，每项任务一次，此后不再变动。尚无服务处理。
    """

    task_id: TaskId
    dispatch_id: DispatchId
    org_code: OrgCode
    org_path: OrgPath
    due_on: DueOn
    done_on: DoneOn


class DispatchTaskReturned(Event, frozen=True, kw_only=True):
    """The centre did not find done what was reported to be: the unit works on it again. No service applies it yet.

    服务中心未确认办结，退回机构重办。尚无服务处理。
    """

    task_id: TaskId
    dispatch_id: DispatchId
    org_code: OrgCode
    org_path: OrgPath
    due_on: DueOn


class DispatchTaskExtended(Event, frozen=True, kw_only=True):
    """A task is due on a later day. No service applies it yet.

    调度任务延长期限。尚无服务处理。
    """

    task_id: TaskId
    dispatch_id: DispatchId
    org_code: OrgCode
    org_path: OrgPath
    due_on: DueOn


class DispatchTaskWithdrawn(Event, frozen=True, kw_only=True):
    """A task need not be done any more. Once per task; nothing follows. No service applies it yet.

    调度任务撤回，每项任务一次，此后不再变动。尚无服务处理。
    """

    task_id: TaskId
    dispatch_id: DispatchId
    org_code: OrgCode
    org_path: OrgPath
    due_on: DueOn


class DispatchTaskOverdue(Event, frozen=True, kw_only=True):
    """A task was not reported to be done by the day on which it was due. Once per such day. No service applies it yet.

    调度任务到期未报告办结，每个期限一次。尚无服务处理。
    """

    task_id: TaskId
    dispatch_id: DispatchId
    org_code: OrgCode
    org_path: OrgPath
    due_on: DueOn


OF_TASKS: tuple[type[Event], ...] = (
    DispatchTaskAssigned,
    DispatchTaskAccepted,
    DispatchTaskProgressed,
    DispatchTaskCompleted,
    DispatchTaskConfirmed,
    DispatchTaskReturned,
    DispatchTaskExtended,
    DispatchTaskWithdrawn,
    DispatchTaskOverdue,
)
PUBLISHED: tuple[Published, ...] = (
    Published(WeeklyDispatchConvened, "reporting.dispatches", "dispatch_id", PiiClass.P0, ()),
    Published(WeeklyDispatchCorrected, "reporting.dispatches", "dispatch_id", PiiClass.P0, ()),
    *(Published(contract, "reporting.dispatch-tasks", "task_id", PiiClass.P0, ()) for contract in OF_TASKS),
)
