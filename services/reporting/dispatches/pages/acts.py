"""What is done with a task: each act by a form of its own, made alike."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from services.reporting.dispatches.commands import tasks
from services.reporting.dispatches.domain.tasks import Act, Task
from services.reporting.dispatches.pages.words import TASK, TASKS, WORDS
from services.reporting.dispatches.parameters import STATES
from services.reporting.dispatches.queries import get_task, list_steps
from services.reporting.dispatches.schemas import papers
from services.reporting.units.queries import name_units
from shared.clock import local_date
from shared.web.deciding import Decided, Matter, deciding
from shared.web.page import page_router
from shared.web.sent import Pressed
from shared.web.standing import Standing

router = page_router()

ANSWER, FOLLOW = "dispatches.answer", "dispatches.follow"


@dataclass(frozen=True, slots=True)
class TaskAct:
    """`end` ends the address of its form, `paper` is what that takes."""

    act: Act
    end: str
    permission: str
    paper: type[BaseModel]
    do: Callable[..., Awaitable[Task]]


TASK_ACTS = (
    TaskAct(Act.ACCEPT, "acceptance", ANSWER, Pressed, tasks.accept_dispatch_task),
    TaskAct(Act.PROGRESS, "progress", ANSWER, papers.NotePaper, tasks.report_dispatch_task),
    TaskAct(Act.COMPLETE, "completion", ANSWER, papers.NotePaper, tasks.complete_dispatch_task),
    TaskAct(Act.CONFIRM, "confirmation", FOLLOW, papers.ConfirmationPaper, tasks.confirm_dispatch_task),
    TaskAct(Act.RETURN, "return", FOLLOW, papers.NotePaper, tasks.return_dispatch_task),
    TaskAct(Act.EXTEND, "extension", FOLLOW, papers.ExtensionPaper, tasks.extend_dispatch_task),
    TaskAct(Act.WITHDRAW, "withdrawal", FOLLOW, papers.NotePaper, tasks.withdraw_dispatch_task),
)


async def _shown(matter: Matter[None]) -> Mapping[str, Any]:
    task = await get_task(matter.reading, matter.about)
    names = await name_units(matter.reading.connection, local_date(matter.reading.now), [task.org_code])
    return {"each": task, "back": f"{TASKS}/{matter.about}", "names": names, **WORDS}


async def _stands(matter: Matter[None]) -> Standing:
    """For who filled in a form while somebody else changed the task."""
    task = await get_task(matter.reading, matter.about)
    [last, *_] = await list_steps(matter.reading.connection, matter.about)
    return Standing(task.version, {"due_on": task.due_on}, last.at, last.by, STATES[task.state])


def _form_of(act: TaskAct) -> None:
    """The page of an act."""

    @deciding(
        router,
        f"{TASK}/{act.end}",
        act.permission,
        act.paper,
        "dispatch-task-act.html",
        shown=_shown,
        stands=_stands,
        act=act,
    )
    async def done(decided: Decided[None, Any]) -> str:
        """Do it."""
        await act.do(decided.work, decided.about, **decided.said.model_dump(), version=decided.version)
        return f"{TASKS}/{decided.about}"


for task_act in TASK_ACTS:
    _form_of(task_act)
