"""Reading opening figures."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Row, Select, and_, bindparam, cast, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.figures.queries.sums import of_unit
from services.reporting.figures.tables import FIGURE_CHANGE
from services.reporting.openings.domain import OpeningFigureEnded, OpeningFigureNotFound
from services.reporting.openings.tables import OPENING_FIGURE
from services.reporting.units.domain import FOREVER, Unit
from services.reporting.units.queries import AS_OF, KNOWN_BEFORE
from shared.auth.caller import Caller
from shared.database.driver import DriverStatement
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

COLUMN = OPENING_FIGURE.c
PATH, AFTER, BEFORE = (bindparam(name, type_=COLUMN.org_path.type) for name in ("path", "after", "before"))
# Of a unit and all below it: `/` is the next byte after the dot.
WITHIN = or_(COLUMN.org_path == PATH, and_(COLUMN.org_path > AFTER, COLUMN.org_path < BEFORE))
STANDING_THEN = (
    COLUMN.counted_to <= AS_OF,
    COLUMN.recorded_at < KNOWN_BEFORE,
    or_(COLUMN.ended_at.is_(None), COLUMN.ended_at >= KNOWN_BEFORE),
)
OF_UNITS = select(COLUMN.org_path, COLUMN.figure_code, COLUMN.value).where(*STANDING_THEN)
SUMS = DriverStatement(
    select(COLUMN.figure_code, cast(func.sum(COLUMN.value), BigInteger).label("total"))
    .where(WITHIN, *STANDING_THEN)
    .group_by(COLUMN.figure_code)
)


@dataclass(frozen=True, slots=True)
class WantedOpenings:
    """`standing`: only those, or only the others."""

    unit: Unit
    standing: bool | None = None


async def fetch_openings(
    reading: Reading, wanted: WantedOpenings, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those of a unit and all below it, the last recorded first."""
    found = select(OPENING_FIGURE, _counted_as_well()).where(WITHIN).params(_within(wanted.unit.path))
    if wanted.standing is not None:
        found = found.where(COLUMN.ended_at.is_(None) if wanted.standing else COLUMN.ended_at.is_not(None))
    return await fetch_page(
        reading.connection, found, by=[COLUMN.opening_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def get_opening(connection: AsyncConnection, opening_id: UUID, caller: Caller) -> Row[Any]:
    """Raises `OpeningFigureNotFound` (also outside the scope)."""
    return await _one(connection, select(OPENING_FIGURE).where(COLUMN.opening_id == opening_id), caller)


async def lock_standing(connection: AsyncConnection, opening_id: UUID, caller: Caller) -> Row[Any]:
    """One for this transaction alone to end. Raises `OpeningFigureNotFound`, `OpeningFigureEnded`."""
    locked = select(OPENING_FIGURE).where(COLUMN.opening_id == opening_id).with_for_update()
    row = await _one(connection, locked, caller)
    if row.ended_at is not None:
        raise OpeningFigureEnded
    return row


async def sums_of_openings(
    connection: AsyncConnection, path: str, as_of: date, known_before: datetime | None = None
) -> dict[str, int]:
    """By figure, for a unit and all below it, as of a day; `known_before`: by what was recorded before that instant."""
    rows = await SUMS.fetch(connection, {**_within(path), **_then(as_of, known_before)})
    return {row["figure_code"]: row["total"] for row in rows}


async def openings_by_unit(
    connection: AsyncConnection, as_of: date, known_before: datetime | None = None
) -> Mapping[str, dict[str, int]]:
    """Path → figure → value of the unit by itself, as of a day."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for path, code, value in await connection.execute(OF_UNITS, _then(as_of, known_before)):
        found[path][code] = value
    return found


async def counted_since(connection: AsyncConnection, org_code: str, figure_code: str) -> date | None:
    """The first day on which events of the unit itself are counted, wherever it stood then."""
    change = FIGURE_CHANGE.c
    own = (of_unit(change.org_path, org_code), change.figure_code == figure_code)
    found: date | None = await connection.scalar(select(func.min(change.day)).where(*own))
    return found


async def has_standing(connection: AsyncConnection, org_code: str, figure_code: str) -> bool:
    """Whether one stands of the unit itself, wherever it stood when that was recorded."""
    own = (of_unit(COLUMN.org_path, org_code), COLUMN.figure_code == figure_code, COLUMN.ended_at.is_(None))
    return bool(await connection.scalar(select(exists().where(*own))))


async def _one(connection: AsyncConnection, statement: Select[Any], caller: Caller) -> Row[Any]:
    row: Row[Any] | None = (await connection.execute(statement)).one_or_none()
    if row is None or not caller.covers(row.org_path):
        raise OpeningFigureNotFound
    return row


def _within(path: str) -> dict[str, str]:
    return {"path": path, "after": f"{path}.", "before": f"{path}/"}


def _then(as_of: date, known_before: datetime | None) -> dict[str, Any]:
    return {"as_of": as_of, "known_before": known_before or FOREVER}


def _counted_as_well() -> ColumnElement[int]:
    """What events recorded since say of the same days: counted a second time, unless somebody corrects."""
    counted = select(func.coalesce(func.sum(FIGURE_CHANGE.c.delta), 0)).where(
        FIGURE_CHANGE.c.org_path == COLUMN.org_path,
        FIGURE_CHANGE.c.figure_code == COLUMN.figure_code,
        FIGURE_CHANGE.c.day <= COLUMN.counted_to,
    )
    return cast(counted.scalar_subquery(), BigInteger).label("counted_as_well")
