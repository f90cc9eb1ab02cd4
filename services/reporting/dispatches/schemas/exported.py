"""The list of tasks as a workbook."""

from typing import Annotated, Any

from pydantic import Field

from services.reporting.dispatches.parameters import SHOWN, STATES
from services.reporting.dispatches.queries import WantedTasks, fetch_tasks
from services.reporting.dispatches.schemas.views import TaskView
from services.reporting.units.queries import list_units_kept
from shared.clock import local_date
from shared.export.columns import Column, Sheet
from shared.export.taking import Export, ExportForm, Rows, Taking
from shared.http.validation import Day, OneOf

ShownCode = Annotated[str, OneOf({each.code: each for each in SHOWN}, "not-a-state")]


class TasksExport(ExportForm):
    """Which tasks are taken away, and why."""

    unit: Annotated[str | None, Field(max_length=24, description="code of the unit")] = None
    from_on: Day | None = None
    to_on: Day | None = None
    shown: ShownCode | None = None


async def _rows(taking: Taking[TasksExport]) -> Rows:
    form, reading = taking.form, taking.reading
    wanted = WantedTasks(form.unit, form.from_on, form.to_on, form.shown)
    page = await fetch_tasks(reading, wanted, None, taking.limit, view=TaskView.of_row)
    paths = {each.org_path for each in page.items}
    units = await list_units_kept(reading.connection, local_date(reading.now), paths)

    def line(each: TaskView) -> dict[str, Any]:
        return {**each.model_dump(), "unit": units[each.org_path].name}

    return Rows(page, line)


TASKS = Export(
    Sheet(
        "dispatch-tasks",
        "调度任务",
        "Tasks of dispatches",
        (
            Column("due_on", "期限", "due on"),
            Column("org_code", "机构代码", "code of the unit"),
            Column("unit", "责任机构", "unit"),
            Column("what", "任务", "task"),
            Column("state", "状态", "state", STATES),
            Column("overdue_on", "逾期告知日期", "told to be overdue on"),
            Column("done_on", "报告办结日期", "reported done on"),
            Column("week", "调度周次", "week of the dispatch"),
        ),
        (
            Column("unit", "机构及其下级", "a unit and all below it"),
            Column("from_on", "自", "from"),
            Column("to_on", "至", "to"),
            Column("shown", "状态", "state", {each.code: each for each in SHOWN}),
        ),
    ),
    TasksExport,
    "dispatches.export",
    _rows,
)
