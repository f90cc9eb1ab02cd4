"""What is done with a task: each act by a form of its own, made alike."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel
from starlette.responses import Response

from services.reporting.dispatches.commands import tasks
from services.reporting.dispatches.domain.tasks import Act, Task
from services.reporting.dispatches.pages.words import TASK, TASKS, WORDS
from services.reporting.dispatches.parameters import STATES
from services.reporting.dispatches.queries import get_task, list_steps, name_units
from services.reporting.dispatches.schemas import papers
from shared.clock import local_date
from shared.command import Work
from shared.http.dependencies import Reading, commanding, reading
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Received, Receiver
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


async def _stands(reading: Reading, task_id: UUID) -> Standing:
    """For who filled in a form while somebody else changed the task."""
    task = await get_task(reading, task_id)
    [last, *_] = await list_steps(reading.connection, task_id)
    return Standing(task.version, {"due_on": task.due_on}, last.at, last.by, STATES[task.state])


def _form_of(act: TaskAct) -> None:
    """The page of an act."""
    may_see, may_do = Depends(reading(act.permission)), Depends(commanding(act.permission))
    receiving = Depends(Receiver(act.paper))

    async def facts(reading: Reading, task_id: UUID) -> Mapping[str, Any]:
        task = await get_task(reading, task_id)
        names = await name_units(reading.connection, local_date(reading.now), [task.org_code])
        return {"each": task, "act": act, "back": f"{TASKS}/{task_id}", "names": names, **WORDS}

    async def show(task_id: UUID, view: Viewing, reading: Reading = may_see) -> Response:
        shown = await facts(reading, task_id)
        return view.show("dispatch-task-act.html", form=Form(version=shown["each"].version), **shown)

    async def send(
        task_id: UUID, reading: Reading = may_see, work: Work = may_do, sent: Received[Any] = receiving
    ) -> Response:
        stands = partial(_stands, reading, task_id)
        async with sent.answering("dispatch-task-act.html", stands=stands, **await facts(reading, task_id)):
            await act.do(sent.keyed(work), task_id, **sent.value.model_dump(), version=sent.version)
        return sent.done(f"{TASKS}/{task_id}")

    router.add_api_route(f"{TASK}/{act.end}", show, name=f"show_task_{act.end}")
    router.add_api_route(f"{TASK}/{act.end}", send, methods=["POST"], name=f"send_task_{act.end}")


for task_act in TASK_ACTS:
    _form_of(task_act)
