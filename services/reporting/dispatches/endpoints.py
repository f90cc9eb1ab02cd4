"""Weekly dispatches and their tasks over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.reporting.dependencies import (
    DispatchAnswerer,
    DispatchFollower,
    DispatchIssuer,
    DispatchReading,
    DispatchWriter,
)
from services.reporting.dispatches.commands.minutes import (
    draft_dispatch,
    drop_dispatch_task,
    issue_dispatch,
    plan_dispatch_task,
    withdraw_dispatch,
    write_dispatch,
)
from services.reporting.dispatches.commands.tasks import (
    accept_dispatch_task,
    complete_dispatch_task,
    confirm_dispatch_task,
    extend_dispatch_task,
    report_dispatch_task,
    return_dispatch_task,
    withdraw_dispatch_task,
)
from services.reporting.dispatches.letters import letter_of_dispatch
from services.reporting.dispatches.queries import (
    WantedTasks,
    fetch_dispatches,
    fetch_tasks,
    get_dispatch,
    get_task,
    list_editions,
    list_steps,
    list_tasks,
    units_of,
)
from services.reporting.dispatches.schemas import papers
from services.reporting.dispatches.schemas.exported import TASKS, ShownCode
from services.reporting.dispatches.schemas.views import (
    DispatchStandsView,
    DispatchView,
    MinutesView,
    StepView,
    TaskStandsView,
    TaskView,
    WholeDispatchView,
    WholeTaskView,
)
from services.reporting.paper_forms.schemas import ShownState
from shared.export.answering import export_route
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router
from shared.http.validation import Day
from shared.letters.answering import document_route, letter_route

router = Router(tags=["weekly dispatches"], responses=problems(401, 403, 404))
_ONE = "/dispatches/{dispatch_id:uuid}"
_TASK = "/dispatch-tasks/{task_id:uuid}"

export_route(router, "/dispatch-tasks/exports", TASKS)


@router.get("/dispatches")
async def list_dispatches(
    reading: DispatchReading,
    *,
    state: Annotated[ShownState | None, Query(description="draft, issued, withdrawn")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[DispatchView]:
    """Minutes that you may see, the last week first · 周调度纪要列表"""
    return await fetch_dispatches(reading, state, cursor, limit, view=DispatchView.of_row)


@router.post("/dispatches", status_code=201, responses=problems(409))
async def post_dispatch(form: papers.DraftForm, work: DispatchWriter) -> DispatchStandsView:
    """Draft the minutes of a week · 起草周调度纪要"""
    return DispatchStandsView.of(await draft_dispatch(work, form.day, form.minutes()))


@router.get(_ONE)
async def get_one_dispatch(dispatch_id: UUID, reading: DispatchReading) -> WholeDispatchView:
    """Minutes with their editions and tasks · 周调度纪要及任务"""
    dispatch = await get_dispatch(reading, dispatch_id)
    units = await units_of(reading.connection, dispatch_id)
    editions = await list_editions(reading, dispatch)
    return WholeDispatchView(
        dispatch=DispatchStandsView.of(dispatch),
        editions=[MinutesView.of(row, units.get(row.edition, {})) for row in editions],
        tasks=[TaskStandsView.of(task) for task in await list_tasks(reading, dispatch)],
    )


@router.post(_ONE + "/minutes", responses=problems(409))
async def post_dispatch_minutes(
    dispatch_id: UUID, form: papers.MinutesForm, work: DispatchWriter
) -> DispatchStandsView:
    """Say something else: a draft is overwritten, of issued minutes another edition begins · 修改、更正周调度纪要"""
    return DispatchStandsView.of(await write_dispatch(work, dispatch_id, form.minutes(), version=form.version))


@router.post(_ONE + "/issue", responses=problems(409))
async def post_dispatch_issue(dispatch_id: UUID, form: papers.Versioned, work: DispatchIssuer) -> DispatchStandsView:
    """Issue what somebody else drafted, and assign its tasks · 印发周调度纪要"""
    return DispatchStandsView.of(await issue_dispatch(work, dispatch_id, version=form.version))


@router.post(_ONE + "/withdrawal", responses=problems(409))
async def post_dispatch_withdrawal(
    dispatch_id: UUID, form: papers.WithdrawalForm, work: DispatchWriter
) -> DispatchStandsView:
    """Give a draft up, with the tasks planned in it; what was issued before it stands · 撤回周调度纪要草稿"""
    after = await withdraw_dispatch(work, dispatch_id, reason=form.reason, version=form.version)
    return DispatchStandsView.of(after)


@router.post(_ONE + "/tasks", status_code=201, responses=problems(409))
async def post_dispatch_task(dispatch_id: UUID, form: papers.TaskForm, work: DispatchWriter) -> TaskStandsView:
    """Plan a task, assigned when the minutes are issued · 拟派调度任务"""
    planned = await plan_dispatch_task(
        work, dispatch_id, org_code=form.org_code, due_on=form.due_on, what=form.what, version=form.version
    )
    return TaskStandsView.of(planned)


@router.post(_ONE + "/tasks/{task_id:uuid}/removal", responses=problems(409))
async def post_dispatch_task_removal(
    dispatch_id: UUID, task_id: UUID, form: papers.Versioned, work: DispatchWriter
) -> DispatchStandsView:
    """Drop a task that was only planned · 删去拟派任务"""
    return DispatchStandsView.of(await drop_dispatch_task(work, dispatch_id, task_id, version=form.version))


letter_route(router, _ONE + "/letter", letter_of_dispatch, "The minutes, as PDF · 打印周调度纪要")
document_route(router, _ONE + "/document", letter_of_dispatch, "The minutes, as DOCX · 周调度纪要（DOCX）")


@router.get("/dispatch-tasks")
async def list_dispatch_tasks(
    reading: DispatchReading,
    *,
    unit: Annotated[str | None, Query(max_length=24, description="code of the unit; all below it as well")] = None,
    from_on: Day | None = None,
    to_on: Day | None = None,
    shown: Annotated[ShownCode | None, Query(description="in which state")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[TaskView]:
    """Tasks of your units, the first to be due first · 调度任务列表"""
    wanted = WantedTasks(unit, from_on, to_on, shown)
    return await fetch_tasks(reading, wanted, cursor, limit, view=TaskView.of_row)


@router.get(_TASK)
async def get_dispatch_task(task_id: UUID, reading: DispatchReading) -> WholeTaskView:
    """A task with all that was done with it · 调度任务及办理过程"""
    task = await get_task(reading, task_id)
    steps = [StepView.of(row) for row in await list_steps(reading.connection, task_id)]
    return WholeTaskView(task=TaskStandsView.of(task), steps=steps)


@router.post(_TASK + "/acceptance", responses=problems(409))
async def post_task_acceptance(task_id: UUID, form: papers.Versioned, work: DispatchAnswerer) -> TaskStandsView:
    """Take a task in hand · 接受任务"""
    return TaskStandsView.of(await accept_dispatch_task(work, task_id, version=form.version))


@router.post(_TASK + "/progress", responses=problems(409))
async def post_task_progress(task_id: UUID, form: papers.NoteForm, work: DispatchAnswerer) -> TaskStandsView:
    """Say how far a task is · 报告进展"""
    return TaskStandsView.of(await report_dispatch_task(work, task_id, note=form.note, version=form.version))


@router.post(_TASK + "/completion", responses=problems(409))
async def post_task_completion(task_id: UUID, form: papers.NoteForm, work: DispatchAnswerer) -> TaskStandsView:
    """Say that a task is done, and what shows it · 报告办结"""
    return TaskStandsView.of(await complete_dispatch_task(work, task_id, note=form.note, version=form.version))


@router.post(_TASK + "/confirmation", responses=problems(409))
async def post_task_confirmation(
    task_id: UUID, form: papers.ConfirmationForm, work: DispatchFollower
) -> TaskStandsView:
    """Confirm that a task is done that somebody else worked on · 确认办结"""
    return TaskStandsView.of(await confirm_dispatch_task(work, task_id, note=form.note, version=form.version))


@router.post(_TASK + "/return", responses=problems(409))
async def post_task_return(task_id: UUID, form: papers.NoteForm, work: DispatchFollower) -> TaskStandsView:
    """Have a task worked on again that was reported to be done · 退回重办"""
    return TaskStandsView.of(await return_dispatch_task(work, task_id, note=form.note, version=form.version))


@router.post(_TASK + "/extension", responses=problems(409))
async def post_task_extension(task_id: UUID, form: papers.ExtensionForm, work: DispatchFollower) -> TaskStandsView:
    """Give a task a later day · 延长期限"""
    extended = await extend_dispatch_task(work, task_id, due_on=form.due_on, note=form.note, version=form.version)
    return TaskStandsView.of(extended)


@router.post(_TASK + "/withdrawal", responses=problems(409))
async def post_task_withdrawal(task_id: UUID, form: papers.NoteForm, work: DispatchFollower) -> TaskStandsView:
    """Withdraw a task that need not be done any more · 撤回任务"""
    return TaskStandsView.of(await withdraw_dispatch_task(work, task_id, note=form.note, version=form.version))
