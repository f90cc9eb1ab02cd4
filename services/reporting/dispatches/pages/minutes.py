"""Minutes: the list, one with its editions and tasks, the forms that draft, correct, issue and withdraw it and plan its
tasks."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.reporting.dependencies import (
    DispatchReading,
    DispatchWriter,
    DispatchWriting,
)
from services.reporting.dispatches.commands.minutes import (
    draft_dispatch,
    drop_dispatch_task,
    issue_dispatch,
    plan_dispatch_task,
    withdraw_dispatch,
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
    units_of,
)
from services.reporting.dispatches.schemas.papers import DraftForm, MinutesPaper, TaskPaper
from services.reporting.dispatches.schemas.views import DispatchView, MinutesView
from services.reporting.paper_forms.parameters import STATES
from services.reporting.paper_forms.schemas import ShownState, WithdrawalPaper
from services.reporting.units.queries import list_standing, name_units
from shared.auth.hands import are_of
from shared.clock import local_date
from shared.http.dependencies import Reading
from shared.http.pages import Cursor, Limit
from shared.letters.answering import document_page, letter_pages
from shared.web.deciding import Decided, Matter, deciding
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent
from shared.web.standing import Standing, last_of

router = page_router()


@router.get(LIST)
async def list_minutes(
    reading: DispatchReading,
    view: Viewing,
    *,
    state: ShownState | None = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response:
    """Minutes that the reader may see, the last week first."""
    page = await fetch_dispatches(reading, state, cursor, limit, view=DispatchView.of_row)
    return view.show("dispatches.html", page=page, cursor=cursor, state=state, **WORDS)


@router.get(LIST + "/new")
async def show_draft(reading: DispatchWriting, view: Viewing) -> Response:
    """The form that drafts the minutes of the week before, where nothing else is typed."""
    today = local_date(reading.now)
    stations = {unit.code: unit.called for unit in await list_standing(reading.connection, today, "station")}
    form = Form({"day": today - timedelta(days=7), "held_on": today, "present": list(stations)})
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
    is_own = are_of(reading.caller.hands, each.written_by)
    return view.show("dispatch.html", is_own=is_own, today=local_date(reading.now), **facts)


async def _shown(matter: Matter[None]) -> Mapping[str, Any]:
    return {**await _one(matter.reading, matter.about), "back": f"{LIST}/{matter.about}"}


async def _written(matter: Matter[None]) -> Mapping[str, Any]:
    """With what they say, to be written otherwise."""
    facts = await _shown(matter)
    return {**facts, "claimed": _said(facts)}


async def _stands(matter: Matter[None]) -> Standing:
    return await _standing(matter.reading, matter.about)


@deciding(
    router, ONE + "/minutes", "dispatches.write", MinutesPaper, "dispatch-form.html", shown=_written, stands=_stands
)
async def write(decided: Decided[None, MinutesPaper]) -> str:
    """Say something else."""
    await write_dispatch(decided.work, decided.about, decided.said.minutes(), version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(router, ONE + "/issue", "dispatches.issue", Pressed, "dispatch-issue.html", shown=_shown, stands=_stands)
async def issue(decided: Decided[None, Pressed]) -> str:
    """Issue it, after a last look."""
    await issue_dispatch(decided.work, decided.about, version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router,
    ONE + "/withdrawal",
    "dispatches.write",
    WithdrawalPaper,
    "dispatch-withdrawal.html",
    shown=_shown,
    stands=_stands,
)
async def withdraw(decided: Decided[None, WithdrawalPaper]) -> str:
    """Give a draft up, and say why."""
    await withdraw_dispatch(decided.work, decided.about, reason=decided.said.reason, version=decided.version)
    return f"{LIST}/{decided.about}"


@deciding(
    router, ONE + "/tasks/new", "dispatches.write", TaskPaper, "dispatch-task-form.html", shown=_shown, stands=_stands
)
async def plan(decided: Decided[None, TaskPaper]) -> str:
    """Plan a task."""
    await plan_dispatch_task(decided.work, decided.about, **decided.said.model_dump(), version=decided.version)
    return f"{LIST}/{decided.about}"


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
    async with sent.answering("dispatch-task-removal.html", stands=partial(_standing, reading, dispatch_id), **facts):
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
    return {"each": each, "editions": editions, "names": names, "tasks": tasks, **WORDS}


async def _names(reading: Reading, codes: list[str]) -> Mapping[str, str]:
    return await name_units(reading.connection, local_date(reading.now), codes)


def _said(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the edition that stands says, by the names of the form; why it was written is asked anew."""
    each: Dispatch = facts["each"]
    stands: MinutesView = next(one for one in facts["editions"] if one.edition == each.standing)
    return stands.model_dump(exclude={"reason"})


async def _standing(reading: Reading, dispatch_id: UUID) -> Standing:
    """For who filled in a form while somebody else changed the minutes."""
    facts = await _one(reading, dispatch_id)
    each, last = facts["each"], facts["editions"][0]
    acts = [
        (last.written_at, last.written_by),
        (last.issued_at, last.issued_by),
        (last.withdrawn_at, last.withdrawn_by),
    ]
    return Standing(each.version, _said(facts), *last_of(acts), STATES[each.state])
