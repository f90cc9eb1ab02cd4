"""What else is kept beside an enrolment or a course, and the outcomes that are overdue."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Date, Row, Select, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.directory.queries import survivors
from services.benefits.directory.tables import VETERAN
from services.benefits.entries.queries import OF_A_PERSON
from services.benefits.training import domain
from services.benefits.training.domain import COMPLETED, HAS_COMPLETED, TAKES_A_PLACE, THIRD_MONTH, Course, Taken
from services.benefits.training.tables import COURSE, ENROLMENT, PROVIDER, TRAINED
from shared.clock import local_date
from shared.command import Transaction
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.entries.domain import REVOKED, Facts, too_early
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page
from shared.refusal import FieldFault

T = TypeVar("T")
_HELD = ENROLMENT.c
_THIRD, _SIXTH = (cast(_HELD.ended_on + func.make_interval(0, months), Date) for months in domain.FOLLOWED_AFTER)
_DUE = case((_HELD.state == COMPLETED, _THIRD), else_=_SIXTH).label("due_on")
"""The last day on which it is asked what became of the person."""


async def look_at_enrolment(tx: Transaction, facts: Facts) -> Sequence[FieldFault]:
    """What is wrong with an enrolment beside its course, which is locked, and the others of the person: no other of his
    is written until the transaction ends."""
    await take_turn(tx, facts["person_id"])
    row = (await tx.connection.execute(select(COURSE).where(COURSE.c.entry_id == facts["course_id"]))).one()
    taken = await _count_taken(tx.connection, row.entry_id, beside=facts["entry_id"])
    course = Course(row.state, row.places, row.starts_on, row.ends_on, taken)
    others = (
        select(_HELD.state, _HELD.ended_on, COURSE.c.starts_on, COURSE.c.ends_on)
        .join(COURSE, COURSE.c.entry_id == _HELD.course_id)
        .where(
            OF_A_PERSON.of(ENROLMENT, facts["person_id"]),
            _HELD.entry_id != facts["entry_id"],
            _HELD.state != REVOKED.code,
        )
    )
    found = [Taken(**each._mapping) for each in await tx.connection.execute(others)]
    return domain.faults_of_enrolment(facts, course, found)


async def take_turn(tx: Transaction, person_id: UUID) -> None:
    """What is kept of his training is for this transaction alone to change."""
    await tx.take_turn(f"training {person_id}")


async def find_first_completed(connection: AsyncConnection, person_id: UUID) -> Row[Any] | None:
    """The first course that he completed, by this file of his or one that was merged into it."""
    completed = (OF_A_PERSON.of(ENROLMENT, person_id), _HELD.state.in_(HAS_COMPLETED))
    first: Select[Any] = select(_HELD.entry_id, _HELD.ended_on, _HELD.org_path).where(*completed)
    in_order = first.order_by(_HELD.ended_on, _HELD.entry_id).limit(1)
    found: Row[Any] | None = (await connection.execute(in_order)).one_or_none()
    return found


async def find_told(connection: AsyncConnection, person_id: UUID) -> Mapping[UUID, Row[Any]]:
    """By file of the person, since when it counts as trained, as was told."""
    told = select(TRAINED).where(OF_A_PERSON.of(TRAINED, person_id)).order_by(TRAINED.c.person_id)
    return {row.person_id: row for row in await connection.execute(told)}


async def list_counted_wrongly(connection: AsyncConnection, limit: int) -> Sequence[UUID]:
    """Files that count as trained otherwise than they should, since files of one person were merged or are apart again:
    a person counts by the file that goes on, since the first course that he completed by any of them."""
    led = survivors()
    file = func.coalesce(led.c.goes_on, _HELD.person_id)
    place = func.row_number().over(partition_by=file, order_by=(_HELD.ended_on, _HELD.entry_id))
    had = (
        select(file.label("file_id"), _HELD.entry_id, _HELD.ended_on, place.label("place"))
        .outerjoin(led, led.c.veteran_id == _HELD.person_id)
        .where(_HELD.state.in_(HAS_COMPLETED))
        .subquery("had")
    )
    first = select(had).where(had.c.place == 1).subquery("first")
    told = TRAINED.c
    either = first.join(TRAINED, told.person_id == first.c.file_id, full=True, isouter=True)
    wrong = (
        select(func.coalesce(first.c.file_id, told.person_id).label("file_id"))
        .select_from(either)
        .where(told.entry_id.is_distinct_from(first.c.entry_id) | told.trained_on.is_distinct_from(first.c.ended_on))
    )
    found: Sequence[UUID] = (await connection.execute(wrong.order_by("file_id").limit(limit))).scalars().all()
    return found


async def look_at_provider(tx: Transaction, facts: Facts) -> Sequence[FieldFault]:
    """It does not end before the last course that it offered."""
    its = (COURSE.c.provider_id == facts["entry_id"], COURSE.c.state != REVOKED.code)
    last = await tx.connection.scalar(select(func.max(COURSE.c.offered_on)).where(*its))
    ended_on = facts.get("ended_on")
    return [too_early("ended_on", last)] if last and ended_on and ended_on < last else []


async def look_at_course(tx: Transaction, facts: Facts) -> Sequence[FieldFault]:
    """What is wrong with a course beside its provider, which is locked, and those who are in it."""
    ended = select(PROVIDER.c.ended_on).where(PROVIDER.c.entry_id == facts["provider_id"])
    taken = await _count_taken(tx.connection, facts["entry_id"])
    completed = (_HELD.course_id == facts["entry_id"], _HELD.state.in_(TAKES_A_PLACE))
    first = await tx.connection.scalar(select(func.min(_HELD.ended_on)).where(*completed))
    return domain.faults_of_places(facts, await tx.connection.scalar(ended), taken, first)


async def _count_taken(connection: AsyncConnection, course_id: UUID, *, beside: UUID | None = None) -> int:
    """How many places of a course are taken, beside an enrolment."""
    taken = select(func.count()).where(_HELD.course_id == course_id, _HELD.state.in_(TAKES_A_PLACE))
    return await connection.scalar(taken.where(when(beside, lambda other: _HELD.entry_id != other))) or 0


async def fetch_overdue(
    reading: Reading, unit: str | None, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Of whom it was to be asked what became of him, and was not; the longest overdue first. Raises
    `OrgUnitNotKnownYet`."""
    found = await _overdue(reading, unit)
    return await fetch_page(reading.connection, found, by=[_DUE, _HELD.entry_id], cursor=cursor, limit=limit, view=view)


async def count_overdue(reading: Reading, unit: str | None = None) -> int:
    """How many the same list has."""
    return await count_rows(reading.connection, await _overdue(reading, unit))


async def _overdue(reading: Reading, unit: str | None) -> Select[Any]:
    """Nobody is asked who has died or is in the register no longer."""
    path = await OF_A_PERSON.find_path(reading, unit)
    held = OF_A_PERSON.path(ENROLMENT)
    asked = select(VETERAN.c.veteran_id).where(
        VETERAN.c.deceased_on.is_(None), VETERAN.c.deregistered_on.is_(None), ~VETERAN.c.erased
    )
    return (
        select(
            _HELD.entry_id, _HELD.person_id, _HELD.org_code, _HELD.course_id, _HELD.ended_on, _HELD.state,
            COURSE.c.name.label("course"), _DUE,
        )
        .join(COURSE, COURSE.c.entry_id == _HELD.course_id)
        .where(
            OF_A_PERSON.seen(ENROLMENT, reading.caller),
            when(path, lambda at: at_or_below(held, at)),
            _HELD.state.in_((COMPLETED, THIRD_MONTH)),
            local_date(reading.now) > _DUE,
            _HELD.person_id.in_(asked),
        )
    )  # fmt: skip
