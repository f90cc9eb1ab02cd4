"""Minutes: the list, one with its editions and tasks, the forms that draft, correct and issue it and plan its tasks."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.reporting.dependencies import (
    DispatchIssuer,
    DispatchIssuing,
    DispatchReading,
    DispatchWriter,
    DispatchWriting,
)
from services.reporting.dispatches.commands.minutes import (
    draft_dispatch,
    drop_dispatch_task,
    issue_dispatch,
    plan_dispatch_task,
    write_dispatch,
)
from services.reporting.dispatches.domain.minutes import Dispatch
from services.reporting.dispatches.letters import letter_of_dispatch
from services.reporting.dispatches.pages.words import LIST, ONE, WORDS
from services.reporting.dispatches.queries import (
    fetch_dispatches,
    get_dispatch,
    get_task,
    list_editions,
    list_tasks,
    name_stations,
    name_units,
    units_of,
)
from services.reporting.dispatches.schemas.papers import DraftForm, MinutesPaper, TaskPaper
from services.reporting.dispatches.schemas.views import DispatchView, MinutesView
from shared.clock import local_date
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.language import Named
from shared.letters.answering import document_page, letter_pages
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent
from shared.web.standing import Standing

router = page_router()

DRAFT, ISSUED = Named("draft", "待印发", "draft"), Named("issued", "已印发", "issued")


@router.get(LIST)
async def list_minutes(reading: DispatchReading, view: Viewing, cursor: Cursor = None, limit: Limit = 20) -> Response:
    """Minutes that the reader may see, the last week first."""
    page = await fetch_dispatches(reading, cursor, limit, view=DispatchView.of_row)
    return view.show("dispatches.html", page=page, cursor=cursor, **WORDS)


@router.get(LIST + "/new")
async def show_draft(reading: DispatchWriting, view: Viewing) -> Response:
    """The form that drafts the minutes of a week."""
    today = local_date(reading.now)
    stations = await name_stations(reading.connection, today)
    form = Form({"day": today, "held_on": today, "present": list(stations)})
    return view.show("dispatch-form.html", form=form, each=None, names=stations, back=LIST)


@router.post(LIST + "/new")
async def draft(reading: DispatchWriting, work: DispatchWriter, sent: Sent[DraftForm]) -> Response:
    """Draft them."""
    names = await _names(reading, [*sent.typed("present"), *sent.typed("absent")])
    async with sent.answering("dispatch-form.html", each=None, names=names, back=LIST):
        drafted = await draft_dispatch(sent.keyed(work), sent.value.day, sent.value.minutes())
    return sent.done(f"{LIST}/{drafted.dispatch_id}")


@router.get(ONE)
async def show_minutes(dispatch_id: UUID, reading: DispatchReading, view: Viewing) -> Response:
    """One with its editions and tasks."""
    facts = await _one(reading, dispatch_id)
    each: Dispatch = facts["each"]
    is_own = reading.caller.account_id in each.written_by
    return view.show("dispatch.html", is_own=is_own, today=local_date(reading.now), **facts, **WORDS)


@router.get(ONE + "/minutes")
async def show_writing(dispatch_id: UUID, reading: DispatchWriting, view: Viewing) -> Response:
    """The form, filled in with what they say."""
    facts = await _one(reading, dispatch_id)
    form = Form(_said(facts["editions"]), facts["each"].version)
    return view.show("dispatch-form.html", form=form, back=f"{LIST}/{dispatch_id}", **facts)


@router.post(ONE + "/minutes")
async def write(
    dispatch_id: UUID, reading: DispatchWriting, work: DispatchWriter, sent: Sent[MinutesPaper]
) -> Response:
    """Say something else."""
    facts = await _one(reading, dispatch_id)
    back = f"{LIST}/{dispatch_id}"
    stands = partial(_stands, reading, dispatch_id)
    async with sent.answering("dispatch-form.html", stands=stands, back=back, **facts):
        await write_dispatch(sent.keyed(work), dispatch_id, sent.value.minutes(), version=sent.version)
    return sent.done(back)


@router.get(ONE + "/issue")
async def show_issue(dispatch_id: UUID, reading: DispatchIssuing, view: Viewing) -> Response:
    """What is issued, before it is."""
    facts = await _one(reading, dispatch_id)
    return view.show("dispatch-issue.html", form=Form(version=facts["each"].version), **facts)


@router.post(ONE + "/issue")
async def issue(dispatch_id: UUID, reading: DispatchIssuing, work: DispatchIssuer, sent: Sent[Pressed]) -> Response:
    """Issue it."""
    stands = partial(_stands, reading, dispatch_id)
    async with sent.answering("dispatch-issue.html", stands=stands, **await _one(reading, dispatch_id)):
        await issue_dispatch(sent.keyed(work), dispatch_id, version=sent.version)
    return sent.done(f"{LIST}/{dispatch_id}")


@router.get(ONE + "/tasks/new")
async def show_plan(dispatch_id: UUID, reading: DispatchWriting, view: Viewing) -> Response:
    """The form that plans a task."""
    facts = await _one(reading, dispatch_id)
    return view.show("dispatch-task-form.html", form=Form(version=facts["each"].version), **facts)


@router.post(ONE + "/tasks/new")
async def plan(dispatch_id: UUID, reading: DispatchWriting, work: DispatchWriter, sent: Sent[TaskPaper]) -> Response:
    """Plan it."""
    stands = partial(_stands, reading, dispatch_id)
    async with sent.answering("dispatch-task-form.html", stands=stands, **await _one(reading, dispatch_id)):
        said = sent.value
        await plan_dispatch_task(sent.keyed(work), dispatch_id, **said.model_dump(), version=sent.version)
    return sent.done(f"{LIST}/{dispatch_id}")


@router.get(ONE + "/tasks/{task_id:uuid}/removal")
async def show_removal(dispatch_id: UUID, task_id: UUID, reading: DispatchWriting, view: Viewing) -> Response:
    """The form that drops a planned task."""
    facts = await _one(reading, dispatch_id)
    task = await get_task(reading, task_id)
    return view.show("dispatch-task-removal.html", form=Form(version=facts["each"].version), task=task, **facts)


@router.post(ONE + "/tasks/{task_id:uuid}/removal")
async def drop(
    dispatch_id: UUID, task_id: UUID, reading: DispatchWriting, work: DispatchWriter, sent: Sent[Pressed]
) -> Response:
    """Drop it."""
    facts = {**await _one(reading, dispatch_id), "task": await get_task(reading, task_id)}
    async with sent.answering("dispatch-task-removal.html", stands=partial(_stands, reading, dispatch_id), **facts):
        await drop_dispatch_task(sent.keyed(work), dispatch_id, task_id, version=sent.version)
    return sent.done(f"{LIST}/{dispatch_id}")


letter_pages(router, ONE + "/letter", letter_of_dispatch, back=LIST + "/{dispatch_id}")
document_page(router, ONE + "/document.docx", letter_of_dispatch)


async def _one(reading: Reading, dispatch_id: UUID) -> dict[str, Any]:
    each = await get_dispatch(reading, dispatch_id)
    units = await units_of(reading.connection, dispatch_id)
    rows = await list_editions(reading, each)
    editions = [MinutesView.of(row, units.get(row.edition, {})) for row in rows]
    tasks = await list_tasks(reading, each)
    codes = {code for edition in editions for code in (*edition.present, *edition.absent)}
    names = await _names(reading, [*codes, *(task.org_code for task in tasks)])
    return {"each": each, "editions": editions, "names": names, "tasks": tasks}


async def _names(reading: Reading, codes: list[str]) -> Mapping[str, str]:
    return await name_units(reading.connection, local_date(reading.now), codes)


def _said(editions: list[MinutesView]) -> dict[str, Any]:
    """What the last edition says, by the names of the form; why it was written is asked anew."""
    return {**editions[0].model_dump(exclude={"reason"})} if editions else {}


async def _stands(reading: Reading, dispatch_id: UUID) -> Standing:
    """For who filled in a form while somebody else changed the minutes."""
    facts = await _one(reading, dispatch_id)
    each, last = facts["each"], facts["editions"][0]
    state = DRAFT if each.is_draft else ISSUED
    return Standing(each.version, _said(facts["editions"]), last.written_at, last.written_by, state)
