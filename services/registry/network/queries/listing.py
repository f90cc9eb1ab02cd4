"""The service network as it stood on a day: names and places of that day, within today's scope."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Row, cast, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.domain import Aspect, Term, UnitKind
from services.registry.network.queries.units import find_path
from services.registry.network.tables import ORG_UNIT, ORG_UNIT_TERM
from shared.auth.scope import within
from shared.database.filtering import when
from shared.database.ltree import LTREE, at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WantedUnits:
    """Units that agree with everything that is given.

    `unit` and all below it; those directly below `parent`; those that stood `on` a day, closed since or not, by the
    names and places of that day. `closing`: those that are to be closed now, or the others. `named` is a part of the
    name or the beginning of the code.
    """

    kind: UnitKind | None = None
    unit: str | None = None
    parent: str | None = None
    active: bool | None = None
    on: date | None = None
    named: str | None = None
    closing: bool | None = None

    def closed_or_on(self, day: date, *, closed: bool) -> Self:
        """Those of them that are closed; else those that stood on the day."""
        return replace(self, active=False) if closed else replace(self, on=day)


async def fetch_units(
    reading: Reading, wanted: WantedUnits, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Units in the caller's scope by code, the order of the tree, each with `active_children_count`.

    Raises `OrgUnitNotFound`.
    """
    await find_path(reading, wanted.unit)
    units = units_on(wanted.on)
    held = units.c
    found = select(units, _below(units).label("active_children_count")).where(
        within(held.scope_path, reading.caller),
        when(wanted.kind, lambda kind: held.kind == kind),
        when(wanted.unit, lambda unit: at_or_below(held.org_path, _path_of(units, unit))),
        when(wanted.parent, lambda parent: held.parent_code == parent),
        when(wanted.active, lambda active: held.closed_on.is_(None) == active),
        when(wanted.closing, lambda closing: held.closing_since.is_not(None) == closing),
        when(wanted.named, lambda named: _is_called(held, named)),
    )
    return await fetch_page(reading.connection, found, by=[held.org_code], cursor=cursor, limit=limit, view=view)


def _below(units: FromClause) -> Any:
    """How many that work stand directly under each."""
    child = units.alias("child").c
    counted = select(func.count()).where(child.parent_code == units.c.org_code, child.is_active)
    return counted.scalar_subquery()


def _path_of(units: FromClause, org_code: str) -> Any:
    """Where it stood that day; of one that did not yet, or no longer, today's place."""
    held, now = units.alias("asked").c, ORG_UNIT.alias("now").c
    then = select(held.org_path).where(held.org_code == org_code).scalar_subquery()
    return func.coalesce(then, select(now.org_path).where(now.org_code == org_code).scalar_subquery())


def units_on(day: date | None) -> FromClause:
    """The columns of `org_unit`, whether each works then, and `scope_path`, today's: of all, or of those that stood on
    a day, by the names and places of that day."""
    scope = ORG_UNIT.c.org_path.label("scope_path")
    if day is None:
        return select(ORG_UNIT, ORG_UNIT.c.closed_on.is_(None).label("is_active"), scope).cte("unit")
    name, parent = _terms(Aspect.NAME, day), _terms(Aspect.PARENT, day)
    changing = {"name": name.c.value, "parent_code": parent.c.value}
    lasting = [column for column in ORG_UNIT.c if column.name not in {*changing, "org_path"}]
    stood = (
        select(
            *lasting,
            *(column.label(name) for name, column in changing.items()),
            true().label("is_active"),
            scope,
        )
        .join(name, name.c.org_code == ORG_UNIT.c.org_code)
        .join(parent, parent.c.org_code == ORG_UNIT.c.org_code)
        .where(ORG_UNIT.c.established_on <= day, or_(ORG_UNIT.c.closed_on.is_(None), ORG_UNIT.c.closed_on > day))
        .cte("stood")
    )
    is_top = or_(stood.c.parent_code.is_(None), stood.c.parent_code.not_in(select(stood.c.org_code)))
    top = select(stood, cast(stood.c.org_code, LTREE).label("org_path")).where(is_top)
    placed = top.cte("placed", recursive=True)
    path = placed.c.org_path.op("||", return_type=LTREE())(cast(stood.c.org_code, LTREE))
    below = select(stood, path).join(placed, placed.c.org_code == stood.c.parent_code)
    return placed.union_all(below)


def _terms(aspect: Aspect, day: date) -> FromClause:
    """What holds on a day of each unit."""
    held = ORG_UNIT_TERM.c
    last = select(held.org_code, held.value).ext(distinct_on(held.org_code)).order_by(held.org_code, held.since.desc())
    return last.where(held.aspect == aspect, held.ended_at.is_(None), held.since <= day).subquery(f"{aspect}_term")


async def list_terms(connection: AsyncConnection, org_code: str, aspect: Aspect) -> Sequence[Term]:
    """What holds of the unit since when, in order."""
    held = ORG_UNIT_TERM.c
    own = select(held.since, held.value).where(
        held.org_code == org_code, held.aspect == aspect, held.ended_at.is_(None)
    )
    return [Term(row.since, row.value) for row in await connection.execute(own.order_by(held.since))]


async def list_recorders(
    connection: AsyncConnection, org_code: str, aspect: Aspect, since: date
) -> Sequence[UUID | None]:
    """The account that said what holds of the unit since that day, where it was kept, and whom it stood in for."""
    held = ORG_UNIT_TERM.c
    own = (held.org_code == org_code, held.aspect == aspect, held.since == since, held.ended_at.is_(None))
    found = (await connection.execute(select(held.recorded_by, held.recorded_for).where(*own))).one_or_none()
    return () if found is None else tuple(found)


def _is_called(held: Any, named: str) -> ColumnElement[bool]:
    return or_(held.name.contains(named, autoescape=True), held.org_code.startswith(named, autoescape=True))
