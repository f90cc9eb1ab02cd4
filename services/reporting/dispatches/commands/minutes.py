"""The centre drafts minutes and the tasks in them, corrects them and gives up drafts; a leader issues them."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, insert, update

from services.reporting.dispatches.commands.keeping import (
    dispatch_columns,
    lock_dispatch,
    store_dispatch,
    take_step,
    task_columns,
)
from services.reporting.dispatches.domain.minutes import (
    Dispatch,
    DispatchExists,
    Facts,
    Minutes,
    TaskDaysOver,
    TaskUnitsClosed,
    must_be_possible,
    week_in_words,
)
from services.reporting.dispatches.domain.tasks import (
    Act,
    DispatchTaskNotFound,
    Task,
    TaskState,
    must_be_to_come,
    must_stand,
)
from services.reporting.dispatches.queries import (
    count_issued,
    find_task,
    has_dispatch,
    list_planned,
    units_of,
)
from services.reporting.dispatches.tables import DISPATCH, DISPATCH_EDITION, DISPATCH_TASK, DISPATCH_UNIT
from services.reporting.paper_forms.queries import get_form_on, next_number
from services.reporting.units.queries import get_centre, get_unit, list_standing, list_units_kept
from shared.auth.moved import place_of, standing
from shared.calendar.periods import Week
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.reporting.dispatches import WeeklyDispatchConvened, WeeklyDispatchCorrected
from shared.ids import new_id

# One week has one dispatch, and one number is given once.
_TURN = "weekly dispatches"


@command
async def draft_dispatch(tx: Transaction, day: date, minutes: Minutes) -> Dispatch:
    """Minutes of the week in which the day lies. Raises `DispatchExists`, `DispatchInvalid`, `OutOfScope`,
    `NoCentre`."""
    today, week = local_date(tx.now), Week.of(day)
    centre = await get_centre(tx.connection, today)
    tx.caller.must_cover(centre.path)
    drafted = Dispatch(new_id(), centre.code, centre.path, week.code, week.first)
    dispatch = replace(drafted, written_by=tx.caller.hands)
    tx.concerns(f"dispatch {dispatch.dispatch_id}")
    await tx.take_turn(_TURN)
    if await has_dispatch(tx.connection, week.code):
        called = week_in_words(week.code)
        raise DispatchExists(week_zh=called.zh, week_en=called.en)
    first = replace(minutes, reason=None)
    paths = await _judge(tx, dispatch, first)
    await tx.connection.execute(insert(DISPATCH).values(dispatch_columns(dispatch)))
    await _write(tx, dispatch, first, paths)
    return dispatch


@command
async def write_dispatch(
    tx: Transaction, dispatch_id: UUID, minutes: Minutes, *, version: int | None = None
) -> Dispatch:
    """What a draft says instead; of issued minutes another edition, with its reason.

    Raises `DispatchNotFound`, `DispatchChanged`, `DispatchWithdrawn`, `DispatchInvalid`.
    """
    before = await lock_dispatch(tx, dispatch_id, version, purpose=minutes.reason or "")
    said = minutes if before.issued else replace(minutes, reason=None)
    paths = await _judge(tx, before, said)
    after = before.written(tx.caller.hands)
    if before.is_draft:
        for table in (DISPATCH_UNIT, DISPATCH_EDITION):
            own = (table.c.dispatch_id == dispatch_id, table.c.edition == before.edition)
            await tx.connection.execute(delete(table).where(*own))
    await store_dispatch(tx, after)
    await _write(tx, after, said, paths)
    return after


@command
async def issue_dispatch(tx: Transaction, dispatch_id: UUID, *, version: int | None = None) -> Dispatch:
    """The last edition holds from now on, and the tasks that were planned are assigned.

    Raises `DispatchNotFound`, `DispatchChanged`, `DispatchWithdrawn`, `NothingToIssue`, `OwnMinutes`, `TaskDaysOver`,
    `TaskUnitsClosed`.
    """
    before = await lock_dispatch(tx, dispatch_id, version)
    await tx.take_turn(_TURN)
    today, by = local_date(tx.now), tx.caller.account_id
    word = (await get_form_on(tx.connection, "minutes", today)).wording.word
    after = before.issued_as(
        today.year, await next_number(tx.connection, DISPATCH, today.year), tx.caller.hands, word=word
    )
    planned = await list_planned(tx.connection, dispatch_id)
    if over := sum(task.due_on < today for task in planned):
        raise TaskDaysOver(tasks=over)
    owners = await list_units_kept(tx.connection, today, {task.org_path for task in planned})
    if closed := sorted({unit.called for unit in owners.values() if not unit.stands_on(today)}):
        raise TaskUnitsClosed(units=", ".join(closed))
    await store_dispatch(tx, after)
    issued = {"issued_by": by, "issued_at": tx.now}
    written = update(DISPATCH_EDITION).where(_is_last_of(after)).values(issued).returning(DISPATCH_EDITION.c.held_on)
    held_on = (await tx.connection.execute(written)).scalar_one()
    units = (await units_of(tx.connection, dispatch_id)).get(after.edition, {})
    contract = WeeklyDispatchConvened if after.edition == 1 else WeeklyDispatchCorrected
    told = contract(
        dispatch_id=dispatch_id,
        week=after.week,
        year=after.year or today.year,
        number=after.number or 0,
        edition=after.edition,
        held_on=held_on,
        present=[code for code, is_present in units.items() if is_present],
        absent=[code for code, is_present in units.items() if not is_present],
    )
    # Editions that were given up are told to nobody.
    tx.publish(told, sequence=await count_issued(tx.connection, dispatch_id))
    for task in planned:
        await take_step(tx, task.after(Act.ASSIGN, tx.caller.hands, today), Act.ASSIGN, None, by=by)
    return after


@command
async def withdraw_dispatch(tx: Transaction, dispatch_id: UUID, *, reason: str, version: int | None = None) -> Dispatch:
    """The edition that waits is not issued, and the tasks that were planned are dropped; what was issued before stands.

    Raises `DispatchNotFound`, `DispatchChanged`, `DispatchWithdrawn`, `NothingToIssue`.
    """
    after = (await lock_dispatch(tx, dispatch_id, version, purpose=reason)).given_up()
    given_up = {"withdrawn_by": tx.caller.account_id, "withdrawn_at": tx.now, "withdrawal_reason": reason}
    await store_dispatch(tx, after)
    await tx.connection.execute(update(DISPATCH_EDITION).where(_is_last_of(after)).values(given_up))
    planned = (DISPATCH_TASK.c.dispatch_id == dispatch_id, DISPATCH_TASK.c.state == TaskState.PLANNED)
    await tx.connection.execute(delete(DISPATCH_TASK).where(*planned))
    return after


@command
async def plan_dispatch_task(
    tx: Transaction, dispatch_id: UUID, *, org_code: str, due_on: date, what: str, version: int | None = None
) -> Task:
    """A task for a unit, told to it when the minutes are issued.

    Raises `DispatchNotFound`, `DispatchChanged`, `DispatchWithdrawn`, `NotInDraft`, `OrgUnitNotFound`,
    `TaskDayInvalid`, `TaskUnitInvalid`.
    """
    dispatch = await lock_dispatch(tx, dispatch_id, version)
    dispatch.must_be_draft()
    today = local_date(tx.now)
    must_be_to_come(due_on, today)
    unit = await get_unit(tx.connection, org_code, today)
    tx.caller.must_cover(unit.path)
    must_stand(unit, today)
    place = await place_of(tx.connection, unit.path)
    task = Task(new_id(), dispatch_id, unit.code, place, due_on, what)
    await tx.connection.execute(insert(DISPATCH_TASK).values(task_columns(task)))
    await store_dispatch(tx, dispatch.written(tx.caller.hands))
    return task


@command
async def drop_dispatch_task(
    tx: Transaction, dispatch_id: UUID, task_id: UUID, *, version: int | None = None
) -> Dispatch:
    """A task that was planned and is not to be assigned. Raises `DispatchNotFound`, `DispatchChanged`,
    `DispatchWithdrawn`, `DispatchTaskNotFound`, `WrongTaskState`."""
    dispatch = await lock_dispatch(tx, dispatch_id, version)
    task = await find_task(tx.connection, task_id)
    if task is None or task.dispatch_id != dispatch_id:
        raise DispatchTaskNotFound
    task.must_allow(TaskState.PLANNED)
    await tx.connection.execute(delete(DISPATCH_TASK).where(DISPATCH_TASK.c.task_id == task_id))
    after = dispatch.written(tx.caller.hands)
    await store_dispatch(tx, after)
    return after


def _is_last_of(dispatch: Dispatch) -> ColumnElement[bool]:
    held = DISPATCH_EDITION.c
    return and_(held.dispatch_id == dispatch.dispatch_id, held.edition == dispatch.edition)


async def _judge(tx: Transaction, dispatch: Dispatch, minutes: Minutes) -> dict[str, str]:
    """By code, where the units stand that stood on the day. Raises `DispatchInvalid`."""
    then = {unit.code: unit.path for unit in await list_standing(tx.connection, minutes.held_on)}
    places = await standing(tx.connection, list(then.values()))
    paths = {code: places[path] for code, path in then.items()}
    week, today = Week.of(dispatch.first_on), local_date(tx.now)
    must_be_possible(Facts(minutes, week, today, frozenset(paths), dispatch.issued > 0))
    return paths


async def _write(tx: Transaction, dispatch: Dispatch, minutes: Minutes, paths: dict[str, str]) -> None:
    own = {"dispatch_id": dispatch.dispatch_id, "edition": dispatch.edition}
    said = {name: getattr(minutes, name) for name in ("held_on", "chaired_by", "topics", "reason")}
    by = {"written_by": tx.caller.account_id, "written_at": tx.now}
    await tx.connection.execute(insert(DISPATCH_EDITION).values(own | said | by))
    named = [(code, True) for code in minutes.present] + [(code, False) for code in minutes.absent]
    rows = [
        own | {"org_code": code, "org_path": paths[code], "is_present": there} for code, there in dict(named).items()
    ]
    if rows:
        await tx.connection.execute(insert(DISPATCH_UNIT), rows)
