"""Reading rounds of selection and their nominees."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.awards.domain.refusals import NominationNotFound, SelectionNotFound
from services.benefits.awards.domain.results import Level
from services.benefits.awards.domain.rounds import Vetted
from services.benefits.awards.parameters import RESULTS
from services.benefits.awards.tables import NOMINATION, POINTS, SELECTION, SELECTION_OBJECTION, STEP, VETTING
from services.benefits.directory.queries import files_of, under_unit
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")
_ROUND, _NOMINATED = SELECTION.c, NOMINATION.c


@dataclass(frozen=True, slots=True)
class WantedSelections:
    """Rounds that agree with everything that is given."""

    award: str | None = None
    year: int | None = None
    level: str | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class WantedNominees:
    """Nominees of all rounds that agree with everything that is given; `since`: awarded on that day or later."""

    award: str | None = None
    year: int | None = None
    person: UUID | None = None
    unit: str | None = None
    standing: str | None = None
    since: date | None = None


async def fetch_selections(
    reading: Reading, wanted: WantedSelections, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Rounds that the caller's units take part in, the last first."""
    found = select(SELECTION).where(
        taking_part(reading.caller),
        when(wanted.award, lambda award: _ROUND.award == award),
        when(wanted.year, lambda year: _ROUND.year == year),
        when(wanted.level, lambda level: _ROUND.level == level),
        when(wanted.stage, lambda stage: _ROUND.stage == stage),
    )
    return await fetch_page(
        reading.connection, found, by=[_ROUND.round_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def fetch_nominees(
    reading: Reading, wanted: WantedNominees, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Nominees of the caller's units, the last first, each with the award of its round."""
    found = (
        select(NOMINATION, _ROUND.award, _ROUND.year, _ROUND.level)
        .join(SELECTION, _ROUND.round_id == _NOMINATED.round_id)
        .where(
            within(_NOMINATED.org_path, reading.caller),
            when(wanted.award, lambda award: _ROUND.award == award),
            when(wanted.year, lambda year: _ROUND.year == year),
            when(wanted.person, lambda person: _NOMINATED.person_id.in_(files_of(person))),
            when(wanted.unit, lambda unit: under_unit(_NOMINATED.org_path, unit)),
            when(wanted.standing, lambda standing: _NOMINATED.standing == standing),
            when(wanted.since, lambda since: _NOMINATED.granted_on >= since),
        )
    )
    return await fetch_page(
        reading.connection, found, by=[_NOMINATED.nomination_id], cursor=cursor, limit=limit, view=view,
        newest_first=True,
    )  # fmt: skip


def taking_part(caller: Caller) -> ColumnElement[bool]:
    """Rounds of the caller's units, and of units above them: a village sees what the county selects."""
    above = (_ROUND.org_path.bool_op("@>")(path) for path in caller.scope)
    return or_(within(_ROUND.org_path, caller), *above)


async def get_selection(connection: AsyncConnection, round_id: UUID, caller: Caller) -> Row[Any]:
    """Raises `SelectionNotFound`, also for one that the caller's units take no part in."""
    found = select(SELECTION).where(_ROUND.round_id == round_id, taking_part(caller))
    return _known((await connection.execute(found)).one_or_none())


async def lock_selection(connection: AsyncConnection, round_id: UUID) -> Row[Any]:
    """The round, for this transaction alone. Raises `SelectionNotFound`."""
    held = select(SELECTION).where(_ROUND.round_id == round_id).with_for_update()
    return _known((await connection.execute(held)).one_or_none())


async def list_nominations(
    connection: AsyncConnection, round_id: UUID, *seen: ColumnElement[bool]
) -> Sequence[Row[Any]]:
    """Of a round, those who are placed by their places, then the others as they were nominated."""
    order = (_NOMINATED.place.asc().nulls_last(), _NOMINATED.nomination_id)
    found = select(NOMINATION).where(_NOMINATED.round_id == round_id, *seen).order_by(*order)
    return (await connection.execute(found)).all()


def seen_by(caller: Caller) -> ColumnElement[bool]:
    """Nominees of the caller's units, and whoever was published."""
    return or_(within(_NOMINATED.org_path, caller), _NOMINATED.is_chosen)


async def get_nomination(connection: AsyncConnection, round_id: UUID, nomination_id: UUID) -> Row[Any]:
    """Raises `NominationNotFound`."""
    mine = (_NOMINATED.round_id == round_id, _NOMINATED.nomination_id == nomination_id)
    row = (await connection.execute(select(NOMINATION).where(*mine))).one_or_none()
    if row is None:
        raise NominationNotFound
    return row


async def vetted_in(connection: AsyncConnection, round_id: UUID) -> Mapping[UUID, Sequence[Row[Any]]]:
    """What offices said, by nomination."""
    return await _by_nomination(connection, round_id, VETTING, VETTING.c.office)


async def points_in(connection: AsyncConnection, round_id: UUID) -> Mapping[UUID, Sequence[Row[Any]]]:
    """What the panel's members gave, by nomination."""
    return await _by_nomination(connection, round_id, POINTS, POINTS.c.member)


async def _by_nomination(
    connection: AsyncConnection, round_id: UUID, table: Any, order: Any
) -> Mapping[UUID, Sequence[Row[Any]]]:
    own = select(_NOMINATED.nomination_id).where(_NOMINATED.round_id == round_id)
    found: dict[UUID, list[Row[Any]]] = {}
    for row in await connection.execute(select(table).where(table.c.nomination_id.in_(own)).order_by(order)):
        found.setdefault(row.nomination_id, []).append(row)
    return found


def said_in(rows: Sequence[Row[Any]]) -> list[Vetted]:
    """What offices said of a nominee."""
    return [Vetted(row.office, row.passed) for row in rows]


async def list_selection_objections(connection: AsyncConnection, round_id: UUID) -> Sequence[Row[Any]]:
    """In the order in which they were taken down."""
    raised = SELECTION_OBJECTION.c
    found = select(SELECTION_OBJECTION).where(raised.round_id == round_id).order_by(raised.number)
    return (await connection.execute(found)).all()


async def list_steps(connection: AsyncConnection, round_id: UUID) -> Sequence[Row[Any]]:
    """In their order."""
    found = select(STEP).where(STEP.c.round_id == round_id).order_by(STEP.c.number)
    return (await connection.execute(found)).all()


async def recorded_results(connection: AsyncConnection, round_id: UUID) -> set[UUID]:
    """The accounts that took down votes, points, a draw, or what was published, and those they stood in for."""
    of_it = (STEP.c.round_id == round_id, STEP.c.step.in_(RESULTS))
    found = await connection.execute(select(STEP.c.recorded_by, STEP.c.recorded_for).where(*of_it))
    return {account for row in found for account in row if account is not None}


async def won_before(connection: AsyncConnection, person_id: UUID, award: str) -> list[Level]:
    """The levels at which somebody, by any of his files, has an award."""
    found = (
        select(_ROUND.level)
        .join(NOMINATION, _ROUND.round_id == _NOMINATED.round_id)
        .where(_NOMINATED.person_id.in_(files_of(person_id)), _NOMINATED.standing == "awarded", _ROUND.award == award)
    )
    return [Level.of(level) for level in await connection.scalars(found)]


async def same_person(connection: AsyncConnection, person_id: UUID, others: Sequence[UUID]) -> bool:
    """Whether one of the others is another file of the same person."""
    if not others:
        return False
    files = set(await connection.scalars(files_of(person_id)))
    return any(each in files for each in others if each != person_id)


def _known(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise SelectionNotFound
    return row
