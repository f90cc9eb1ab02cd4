"""Reading minutes and tasks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, case, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.dispatches.domain.minutes import Dispatch, DispatchNotFound
from services.reporting.dispatches.domain.tasks import OPEN, TO_BE_FOLLOWED, DispatchTaskNotFound, Task, TaskState
from services.reporting.dispatches.tables import (
    DISPATCH,
    DISPATCH_EDITION,
    DISPATCH_TASK,
    DISPATCH_TASK_STEP,
    DISPATCH_UNIT,
)
from services.reporting.paper_forms.queries import in_state
from services.reporting.units.queries import within_unit
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.clock import local_date
from shared.database.filtering import first_of, when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_DISPATCH, _EDITION, _UNIT = DISPATCH.c, DISPATCH_EDITION.c, DISPATCH_UNIT.c
_TASK, _STEP = DISPATCH_TASK.c, DISPATCH_TASK_STEP.c
_IS_IN = in_state(DISPATCH)


@dataclass(frozen=True, slots=True)
class WantedTasks:
    """Tasks that agree with everything that is given: of `unit` and below it, due from one day to another, `shown` (a
    word of `parameters.SHOWN`)."""

    unit: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    shown: str | None = None


async def fetch_dispatches(
    reading: Reading, state: str | None, cursor: str | None, limit: int, *, view: Callable[[Dispatch, Row[Any]], T]
) -> Page[T]:
    """Those that the caller may see, the last week first, each as it stands for him, with the day on which it was
    held."""
    caller = reading.caller
    of_centre = within(_DISPATCH.org_path, caller)
    shown = func.least(_DISPATCH.edition, func.greatest(_DISPATCH.issued, 1))
    is_shown = and_(_EDITION.dispatch_id == _DISPATCH.dispatch_id, _EDITION.edition == shown)
    found = (
        select(DISPATCH, _EDITION.held_on, _EDITION.chaired_by)
        .join(DISPATCH_EDITION, is_shown)
        .where(
            _visible(caller),
            when(state, lambda state: case((of_centre, _IS_IN[state]), else_=literal(state == "issued"))),
        )
    )
    return await fetch_page(
        reading.connection,
        found,
        by=[_DISPATCH.first_on, _DISPATCH.dispatch_id],
        cursor=cursor,
        limit=limit,
        view=lambda row: view(_seen(row, caller), row),
        newest_first=True,
    )


async def get_dispatch(reading: Reading, dispatch_id: UUID) -> Dispatch:
    """As it stands for the caller. Raises `DispatchNotFound`, also for one that he may not see."""
    own = select(DISPATCH).where(_DISPATCH.dispatch_id == dispatch_id, _visible(reading.caller))
    row = (await reading.connection.execute(own)).first()
    if row is None:
        raise DispatchNotFound
    return _seen(row, reading.caller)


async def find_dispatch(connection: AsyncConnection, dispatch_id: UUID) -> Dispatch | None:
    """For this transaction alone to change."""
    own = select(DISPATCH).where(_DISPATCH.dispatch_id == dispatch_id).with_for_update()
    row = (await connection.execute(own)).first()
    return None if row is None else dispatch_of(row)


async def has_dispatch(connection: AsyncConnection, week: str) -> bool:
    """Whether there are minutes of a week that were not withdrawn."""
    return bool(await connection.scalar(select(exists().where(_DISPATCH.week == week, ~_IS_IN["withdrawn"]))))


async def list_editions(reading: Reading, dispatch: Dispatch) -> Sequence[Row[Any]]:
    """Those that the caller may see, the last first: what is not issued is the centre's."""
    own = select(DISPATCH_EDITION).where(_EDITION.dispatch_id == dispatch.dispatch_id)
    if not reading.caller.covers(dispatch.org_path):
        own = own.where(_EDITION.issued_at.is_not(None))
    return (await reading.connection.execute(own.order_by(_EDITION.edition.desc()))).all()


async def count_issued(connection: AsyncConnection, dispatch_id: UUID) -> int:
    """How many editions were issued."""
    issued = (_EDITION.dispatch_id == dispatch_id, _EDITION.issued_at.is_not(None))
    return await connection.scalar(select(func.count()).where(*issued)) or 0


async def units_of(connection: AsyncConnection, dispatch_id: UUID) -> Mapping[int, Mapping[str, bool]]:
    """By edition, the units by code, and whether each was present."""
    own = select(DISPATCH_UNIT).where(_UNIT.dispatch_id == dispatch_id).order_by(_UNIT.org_code)
    found: dict[int, dict[str, bool]] = {}
    for row in await connection.execute(own):
        found.setdefault(row.edition, {})[row.org_code] = row.is_present
    return found


async def list_tasks(reading: Reading, dispatch: Dispatch) -> Sequence[Task]:
    """Of one dispatch, those of the caller's units; planned ones are the centre's."""
    own = select(DISPATCH_TASK).where(_TASK.dispatch_id == dispatch.dispatch_id, within(_TASK.org_path, reading.caller))
    if not reading.caller.covers(dispatch.org_path):
        own = own.where(_TASK.state != TaskState.PLANNED)
    return [task_of(row) for row in await reading.connection.execute(own.order_by(_TASK.due_on, _TASK.task_id))]


async def list_planned(connection: AsyncConnection, dispatch_id: UUID) -> Sequence[Task]:
    """Those that are assigned when the minutes are issued, for this transaction alone."""
    own = select(DISPATCH_TASK).where(_TASK.dispatch_id == dispatch_id, _TASK.state == TaskState.PLANNED)
    return [task_of(row) for row in await connection.execute(own.order_by(_TASK.task_id).with_for_update())]


async def fetch_tasks(
    reading: Reading, wanted: WantedTasks, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Tasks of the caller's units, the first to be due first; planned ones are not among them. Raises
    `OrgUnitNotFound`, `OutOfScope`."""
    today, path = local_date(reading.now), await within_unit(reading, wanted.unit)
    found = (
        select(DISPATCH_TASK, _DISPATCH.week)
        .join(DISPATCH, _DISPATCH.dispatch_id == _TASK.dispatch_id)
        .where(
            within(_TASK.org_path, reading.caller),
            _TASK.state != TaskState.PLANNED,
            when(path, lambda path: at_or_below(_TASK.org_path, path)),
            when(wanted.from_on, lambda day: _TASK.due_on >= day),
            when(wanted.to_on, lambda day: _TASK.due_on <= day),
            _shown(wanted.shown, today),
        )
    )
    order = [_TASK.due_on, _TASK.task_id]
    return await fetch_page(reading.connection, found, by=order, cursor=cursor, limit=limit, view=view)


async def list_waiting_tasks(reading: Reading, limit: int) -> Sequence[Row[Any]]:
    """Tasks of the caller's units that are not finished, the first to be due first."""
    own = select(DISPATCH_TASK).where(within(_TASK.org_path, reading.caller), _TASK.state.in_(TO_BE_FOLLOWED))
    rows: Sequence[Row[Any]] = (
        await reading.connection.execute(first_of(own.order_by(_TASK.due_on, _TASK.task_id), limit))
    ).all()
    return rows


async def list_to_issue(reading: Reading, limit: int) -> Sequence[Row[Any]]:
    """Minutes within the caller's scope of which an edition waits to be issued by somebody who wrote nothing of it."""
    of_others = ~_DISPATCH.written_by.overlap(reading.caller.hands)
    own = select(DISPATCH).where(within(_DISPATCH.org_path, reading.caller), _IS_IN["draft"], of_others)
    rows: Sequence[Row[Any]] = (
        await reading.connection.execute(first_of(own.order_by(_DISPATCH.first_on), limit))
    ).all()
    return rows


async def get_task(reading: Reading, task_id: UUID) -> Task:
    """Raises `DispatchTaskNotFound`, also for one that the caller may not see."""
    centre = select(_DISPATCH.dispatch_id).where(within(_DISPATCH.org_path, reading.caller))
    told = or_(_TASK.state != TaskState.PLANNED, _TASK.dispatch_id.in_(centre))
    own = select(DISPATCH_TASK).where(_TASK.task_id == task_id, within(_TASK.org_path, reading.caller), told)
    row = (await reading.connection.execute(own)).first()
    if row is None:
        raise DispatchTaskNotFound
    return task_of(row)


async def find_task(connection: AsyncConnection, task_id: UUID) -> Task | None:
    """For this transaction alone to change."""
    row = (await connection.execute(select(DISPATCH_TASK).where(_TASK.task_id == task_id).with_for_update())).first()
    return None if row is None else task_of(row)


async def lock_overdue_tasks(connection: AsyncConnection, today: date, limit: int) -> Sequence[Task]:
    """Tasks that are overdue and not yet told to be."""
    over = select(DISPATCH_TASK).where(_TASK.state.in_(OPEN), _TASK.due_on < today, _TASK.overdue_on.is_(None))
    locked = over.order_by(_TASK.due_on, _TASK.task_id).limit(limit).with_for_update(skip_locked=True)
    return [task_of(row) for row in await connection.execute(locked)]


async def list_steps(connection: AsyncConnection, task_id: UUID) -> Sequence[Row[Any]]:
    """All that was done with a task, the last first."""
    own = select(DISPATCH_TASK_STEP).where(_STEP.task_id == task_id)
    return (await connection.execute(own.order_by(_STEP.version.desc()))).all()


def dispatch_of(row: Row[Any]) -> Dispatch:
    """From the columns of its table."""
    said = {each.name: row._mapping[each.name] for each in fields(Dispatch)}
    return Dispatch(**{**said, "written_by": tuple(row.written_by)})


def task_of(row: Row[Any]) -> Task:
    """From the columns of its table."""
    said = {each.name: row._mapping[each.name] for each in fields(Task)}
    return Task(**{**said, "state": TaskState(row.state), "answered_by": tuple(row.answered_by)})


def _seen(row: Row[Any], caller: Caller) -> Dispatch:
    dispatch = dispatch_of(row)
    return dispatch if caller.covers(dispatch.org_path) else dispatch.as_told()


def _visible(caller: Caller) -> ColumnElement[bool]:
    """The centre sees all; a unit what is issued and names it, or has a task for it: an edition that waits or was given
    up names nobody."""
    of_edition = and_(_UNIT.dispatch_id == _EDITION.dispatch_id, _UNIT.edition == _EDITION.edition)
    issued = and_(of_edition, _EDITION.dispatch_id == _DISPATCH.dispatch_id, _EDITION.issued_at.is_not(None))
    named = select(_UNIT.org_code).where(issued, within(_UNIT.org_path, caller)).correlate(DISPATCH).exists()
    told = and_(_TASK.dispatch_id == _DISPATCH.dispatch_id, _TASK.state != TaskState.PLANNED)
    owns = exists().where(told, within(_TASK.org_path, caller))
    return or_(within(_DISPATCH.org_path, caller), and_(_DISPATCH.issued > 0, or_(named, owns)))


def _shown(word: str | None, today: date) -> ColumnElement[bool]:
    match word:
        case "open":
            return _TASK.state.in_(TO_BE_FOLLOWED)
        case "overdue":
            return and_(_TASK.state.in_(OPEN), _TASK.due_on < today)
    return when(word, lambda state: _TASK.state == state)
