"""Minutes as an official paper."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from services.reporting.dependencies import DispatchReading
from services.reporting.dispatches.domain.minutes import Dispatch, week_in_words
from services.reporting.dispatches.domain.tasks import Task, TaskState
from services.reporting.dispatches.queries import get_dispatch, list_editions, list_tasks, units_of
from services.reporting.dispatches.schemas.views import MinutesView
from services.reporting.paper_forms.domain.forms import PaperForm
from services.reporting.paper_forms.queries import get_form_on
from services.reporting.units.queries import name_units
from shared.clock import local_date
from shared.language import Text
from shared.letters import Letter, LetterNotFound, day_in_words, paragraphs_of

OWN_TASKS = Text("以下只列本机构的任务。", "Those of the own units alone.")


async def letter_of_dispatch(dispatch_id: UUID, reading: DispatchReading) -> Letter:
    """The last issued edition. Whoever is not of the centre gets the tasks of his own units. Raises `DispatchNotFound`,
    `LetterNotFound` before one is issued."""
    dispatch = await get_dispatch(reading, dispatch_id)
    rows = await list_editions(reading, dispatch)
    row = next((each for each in rows if each.edition == dispatch.issued), None)
    if row is None:
        raise LetterNotFound
    minutes = MinutesView.of(row, (await units_of(reading.connection, dispatch_id)).get(row.edition, {}))
    tasks = [task for task in await list_tasks(reading, dispatch) if task.state is not TaskState.PLANNED]
    codes = [dispatch.org_code, *minutes.present, *minutes.absent, *(task.org_code for task in tasks)]
    names = await name_units(reading.connection, row.held_on, codes)
    form = await get_form_on(reading.connection, "minutes", local_date(row.issued_at))
    return dispatch_letter(dispatch, minutes, tasks, names, form, is_whole=reading.caller.covers(dispatch.org_path))


def dispatch_letter(
    dispatch: Dispatch,
    minutes: MinutesView,
    tasks: Sequence[Task],
    names: Mapping[str, str],
    form: PaperForm,
    *,
    is_whole: bool,
) -> Letter:
    """`names`: what units are called, by their codes; not `is_whole`: the tasks are those of some units."""
    said = form.of(
        unit=names.get(dispatch.org_code, dispatch.org_code),
        week=week_in_words(dispatch.week),
        held=Text(day_in_words(minutes.held_on), str(minutes.held_on)),
        chair=minutes.chaired_by,
    )
    bodies: Mapping[str, list[Text]] = {
        "agreed": paragraphs_of(minutes.topics),
        "tasks": [*([] if is_whole else [OWN_TASKS]), *_tasks(tasks, names)],
    }
    reason = minutes.reason
    return Letter(
        title=said.title,
        paragraphs=[
            *said.opening,
            *_present(minutes, names),
            *(each for code, heading in said.sections for each in (heading, *bodies[code])),
            *([Text(f"本版更正原因：{reason}。", f"Corrected because: {reason}.")] if reason else []),
            *said.closing,
        ],
        issued_by=said.issuer,
        issued_on=local_date(minutes.issued_at or minutes.written_at),
        about=dispatch.dispatch_id,
        number=dispatch.document_number,
        addressee=said.addressee,
        head=said.head,
    )


def _present(minutes: MinutesView, names: Mapping[str, str]) -> Iterator[Text]:
    for zh, en, codes in (("参加", "Present", minutes.present), ("缺席", "Absent", minutes.absent)):
        called = [names.get(code, code) for code in codes]
        if called:
            yield Text(f"{zh}：{'、'.join(called)}。", f"{en}: {', '.join(called)}.")


def _tasks(tasks: Sequence[Task], names: Mapping[str, str]) -> Iterator[Text]:
    for number, task in enumerate(tasks, 1):
        unit = names.get(task.org_code, task.org_code)
        yield Text(
            f"{number}．{task.what}（{unit}，{day_in_words(task.due_on)}前）",
            f"{number}. {task.what} ({unit}, by {task.due_on})",
        )
    if not tasks:
        yield Text("无。", "None.")
