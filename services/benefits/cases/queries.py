"""Reading cases; their content is read by `disclose_case` alone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Text, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.cases.domain import Case, CaseNotFound, CaseState
from services.benefits.cases.parameters import DUE_SOON_DAYS, SETTLED
from services.benefits.cases.tables import CASE, CASE_ASSIGNMENT, CASE_PARTY, CASE_PAST, case_of
from services.benefits.directory.queries import files_of, must_reach, under_unit
from services.benefits.kin.queries import close_to
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.clock import local_date
from shared.database.filtering import when
from shared.database.ltree import LTREE
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

UNDER_WAY = (CaseState.OPENED, CaseState.ASSIGNED)


async def get_case(connection: AsyncConnection, caller: Caller, case_id: UUID) -> Case:
    """Raises `CaseNotFound`, also outside the caller's scope."""
    row = (await connection.execute(select(CASE).where(CASE.c.case_id == case_id))).one_or_none()
    if row is None:
        raise CaseNotFound
    caller.must_cover(row.org_path, CaseNotFound())
    return case_of(row)


async def parties_of(connection: AsyncConnection, case_id: UUID, on: date) -> list[UUID]:
    """Who is a party to the case on the day, besides its applicant, as far as registry has told."""
    held = CASE_PARTY.c
    is_one = or_(held.until.is_(None), held.until > on)
    return list(await connection.scalars(select(held.person_id).where(held.case_id == case_id, is_one)))


async def who_must_withdraw(connection: AsyncConnection, case: Case, on: date) -> list[UUID]:
    """Mediators of a case that is under way who turned out to be a party to it, or kin of one or of the applicant."""
    if case.state is not CaseState.ASSIGNED:
        return []
    persons = [case.applicant_id, *await parties_of(connection, case.case_id, on)]
    return sorted(await close_to(connection, persons, case.mediator_ids, on))


class Deadline(StrEnum):
    """How a case that is not ended stands to the day it should be ended by."""

    DUE = "due"
    LATE = "late"


def not_ended(deadline: Deadline, today: date) -> ColumnElement[bool]:
    """Cases that somebody still has to end, within a few days or since before today."""
    under_way = CASE.c.state.in_(UNDER_WAY)
    if deadline is Deadline.LATE:
        return under_way & (CASE.c.due_on < today)
    return under_way & CASE.c.due_on.between(today, today + timedelta(days=DUE_SOON_DAYS))


def in_hands_of(mediator_id: UUID, caller: Caller) -> Select[Any]:
    """The cases of a mediator that are not ended, within the caller's scope, the oldest first."""
    mine = (CASE.c.mediator_ids.contains([mediator_id]), CASE.c.state == CaseState.ASSIGNED)
    return select(CASE).where(*mine, within(CASE.c.org_path, caller)).order_by(CASE.c.case_id)


async def list_assignments(connection: AsyncConnection, case_id: UUID) -> list[Row[Any]]:
    """Columns `assigned_on` and `mediator_ids`, the last assignment first."""
    statement = select(CASE_ASSIGNMENT).where(CASE_ASSIGNMENT.c.case_id == case_id)
    return list(await connection.execute(statement.order_by(CASE_ASSIGNMENT.c.version.desc())))


async def list_past(connection: AsyncConnection, case_id: UUID) -> list[Row[Any]]:
    """What was said of its ends before, the last first: a row of `case_past` for each."""
    statement = select(CASE_PAST).where(CASE_PAST.c.case_id == case_id)
    return list(await connection.execute(statement.order_by(CASE_PAST.c.version.desc())))


async def count_not_ended(connection: AsyncConnection, caller: Caller, today: date) -> dict[Deadline, int]:
    """How many cases of the caller's scope are due and how many late."""
    counts = (func.count().filter(not_ended(deadline, today)) for deadline in Deadline)
    row = (await connection.execute(select(*counts).where(within(CASE.c.org_path, caller)))).one()
    return dict(zip(Deadline, row, strict=True))


async def count_by_unit(connection: AsyncConnection, today: date) -> list[Row[Any]]:
    """Cases of the whole county that are not ended: `unit` directly below the centre, or the centre itself, and how
    many are `under_way` there and below, of them `due` and `late`."""
    path = CASE.c.org_path
    below = func.subpath(path, func.least(1, func.nlevel(path) - 1), 1, type_=LTREE)
    unit = func.ltree2text(below, type_=Text).label("unit")
    due, late = (func.count().filter(not_ended(each, today)).label(each.value) for each in Deadline)
    statement = select(unit, func.count().label("under_way"), due, late).where(CASE.c.state.in_(UNDER_WAY))
    return list(await connection.execute(statement.group_by(unit)))


@dataclass(frozen=True, slots=True)
class WantedCases:
    """Cases that agree with everything that is given.

    At `unit` or below it; now in the hands of `mediator`; asked for by `applicant`, also under a file that was
    merged into his; whose dispute is `settled` or ended
    otherwise; that ended by a day; how they stand to their `deadline`.
    """

    unit: str | None = None
    state: CaseState | None = None
    mediator: UUID | None = None
    applicant: UUID | None = None
    settled: bool | None = None
    ended_by: date | None = None
    deadline: Deadline | None = None


async def fetch_cases(
    reading: Reading, wanted: WantedCases, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Cases of the caller's scope, the last opened first. Raises `OutOfScope` for a unit outside of it."""
    if wanted.unit:
        await must_reach(reading.connection, reading.caller, wanted.unit)
    held, today = CASE.c, local_date(reading.now)
    found = cases_within(reading.caller).where(
        when(wanted.unit, lambda unit: under_unit(held.org_path, unit)),
        when(wanted.state, lambda state: held.state == state),
        when(wanted.mediator, lambda mediator: held.mediator_ids.contains([mediator])),
        when(wanted.applicant, lambda applicant: held.applicant_id.in_(files_of(applicant))),
        when(wanted.settled, lambda settled: held.outcome.in_(SETTLED) == settled),
        when(wanted.ended_by, lambda day: func.coalesce(held.resolved_on, held.withdrawn_on) <= day),
        when(wanted.deadline, lambda deadline: not_ended(deadline, today)),
    )
    return await fetch_page(
        reading.connection, found, by=[CASE.c.case_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )


def cases_within(caller: Caller) -> Select[Any]:
    """Cases of the caller's scope."""
    return select(CASE).where(within(CASE.c.org_path, caller))
