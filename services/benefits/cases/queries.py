"""Reading cases; their content is read by `disclose_case` alone."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.cases.domain import Case, CaseNotFound, State
from services.benefits.cases.parameters import DUE_SOON_DAYS
from services.benefits.cases.tables import CASE, CASE_ASSIGNMENT, case_of
from services.benefits.directory.queries import under_unit
from shared.auth.caller import Caller
from shared.auth.scope import within


async def get_case(connection: AsyncConnection, caller: Caller, case_id: UUID) -> Case:
    """Raises `CaseNotFound`, also outside the caller's scope."""
    row = (await connection.execute(select(CASE).where(CASE.c.case_id == case_id))).one_or_none()
    if row is None:
        raise CaseNotFound
    caller.must_cover(row.org_path, CaseNotFound())
    return case_of(row)


class Deadline(StrEnum):
    """How a case that is not ended stands to the day it should be ended by."""

    DUE = "due"
    LATE = "late"


def not_ended(deadline: Deadline, today: date) -> ColumnElement[bool]:
    """Cases that somebody still has to end, within a few days or since before today."""
    under_way = CASE.c.state.in_((State.OPENED, State.ASSIGNED))
    if deadline is Deadline.LATE:
        return under_way & (CASE.c.due_on < today)
    return under_way & CASE.c.due_on.between(today, today + timedelta(days=DUE_SOON_DAYS))


async def list_assignments(connection: AsyncConnection, case_id: UUID) -> list[Row[Any]]:
    """Columns `assigned_on` and `mediator_ids`, the last assignment first."""
    statement = select(CASE_ASSIGNMENT).where(CASE_ASSIGNMENT.c.case_id == case_id)
    return list(await connection.execute(statement.order_by(CASE_ASSIGNMENT.c.version.desc())))


async def count_not_ended(connection: AsyncConnection, caller: Caller, today: date) -> dict[Deadline, int]:
    """How many cases of the caller's scope are due and how many late."""
    counts = (func.count().filter(not_ended(deadline, today)) for deadline in Deadline)
    row = (await connection.execute(select(*counts).where(within(CASE.c.org_path, caller)))).one()
    return dict(zip(Deadline, row, strict=True))


def cases_within(caller: Caller, *, unit: str | None, state: State | None, mediator: UUID | None = None) -> Select[Any]:
    """Cases of the caller's scope, the unit, the state and the mediator in charge; to be paged by case id, the order in
    which they came in."""
    statement = select(CASE).where(within(CASE.c.org_path, caller))
    if unit is not None:
        statement = statement.where(under_unit(CASE.c.org_path, unit))
    if mediator is not None:
        statement = statement.where(CASE.c.mediator_ids.contains([mediator]))
    return statement if state is None else statement.where(CASE.c.state == state)
