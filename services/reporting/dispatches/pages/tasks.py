"""Tasks: the list, and one with all that was done with it."""

from uuid import UUID

from starlette.responses import Response

from services.reporting.dependencies import DispatchReading, UnitCode
from services.reporting.dispatches.domain.tasks import POSSIBLE, Act
from services.reporting.dispatches.pages.words import TASK, TASKS, WORDS
from services.reporting.dispatches.queries import (
    WantedTasks,
    fetch_tasks,
    get_dispatch,
    get_task,
    list_steps,
)
from services.reporting.dispatches.schemas.exported import TASKS as EXPORT
from services.reporting.dispatches.schemas.exported import ShownCode
from services.reporting.dispatches.schemas.views import StepView, TaskView
from services.reporting.units.queries import name_units
from shared.auth.hands import are_of
from shared.clock import local_date
from shared.export.answering import export_pages
from shared.http.pages import Cursor, Limit
from shared.web.filters import FilterDay
from shared.web.page import Viewing, page_router

router = page_router()


@router.get(TASKS)
async def list_all(
    reading: DispatchReading,
    view: Viewing,
    *,
    unit: UnitCode = None,
    from_on: FilterDay = None,
    to_on: FilterDay = None,
    shown: ShownCode | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Tasks of the reader's units, the first to be due first."""
    today, wanted = local_date(reading.now), WantedTasks(unit, from_on, to_on, shown)
    page = await fetch_tasks(reading, wanted, cursor, limit, view=TaskView.of_row)
    names = await name_units(reading.connection, today, [each.org_code for each in page.items])
    return view.show("dispatch-tasks.html", page=page, cursor=cursor, wanted=wanted, names=names, today=today, **WORDS)


export_pages(router, TASKS, EXPORT)


@router.get(TASK)
async def show_task(task_id: UUID, reading: DispatchReading, view: Viewing) -> Response:
    """One task, what can be done with it, and what was."""
    task = await get_task(reading, task_id)
    steps = [StepView.of(row) for row in await list_steps(reading.connection, task_id)]
    return view.show(
        "dispatch-task.html",
        each=task,
        steps=steps,
        dispatch=await get_dispatch(reading, task.dispatch_id),
        possible={act for act in Act if task.state in POSSIBLE[act]},
        is_own=are_of(reading.caller.hands, task.answered_by),
        names=await name_units(reading.connection, local_date(reading.now), [task.org_code]),
        today=local_date(reading.now),
        **WORDS,
    )
