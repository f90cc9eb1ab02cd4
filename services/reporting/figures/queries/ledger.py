"""The ledger itself: who stands behind a figure, and the figures of a day as they were known on another.

It is read where sums cannot tell. What was recorded since is left out by the time of the event, which a rebuild or a
topic written anew leaves as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Text, and_, any_, cast, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.figures.domain import Change, Sums, sums_of_units
from services.reporting.figures.queries.sums import CODES
from services.reporting.figures.tables import FIGURE_ENTRY
from services.reporting.units.domain import FOREVER
from services.reporting.units.queries import AS_OF, KNOWN_BEFORE

_ENTRY = FIGURE_ENTRY.c
_VALUE = cast(func.sum(_ENTRY.delta), BigInteger)


def at_or_below(path: str) -> ColumnElement[bool]:
    """Of entries: those of a unit and of all below it. One stretch of the index: "/" follows "." in byte order."""
    at, below, end = (literal(path + sign, Text()) for sign in ("", ".", "/"))
    at_or_under = or_(_ENTRY.org_path == at, func.starts_with(_ENTRY.org_path, below))
    return and_(_ENTRY.org_path >= at, _ENTRY.org_path < end, at_or_under)


def subjects_of(path: str, figure_code: str, as_of: date, known_before: datetime | None = None) -> Select[Any]:
    """Columns `org_path`, `subject`, `day` (of the latest entry), `value`; to be paged by the first two.

    The values add up to the figure. No subquery: PostgreSQL would plan it for all its rows, and sort everybody for a
    page.
    """
    return (
        select(_ENTRY.org_path, _ENTRY.subject, func.max(_ENTRY.day).label("day"), _VALUE.label("value"))
        .where(*_of_one(path, figure_code, as_of, known_before))
        .group_by(_ENTRY.org_path, _ENTRY.subject)
        .having(func.sum(_ENTRY.delta) != 0)
    )


def known_days_of(path: str, figure_code: str, as_of: date, known_before: datetime) -> Select[Any]:
    """Columns `day`, `delta`, `events`: when a figure of a unit changed; to be paged by `day`."""
    summed = (
        select(_ENTRY.day, _VALUE.label("delta"), func.count().label("events"))
        .where(*_of_one(path, figure_code, as_of, known_before))
        .group_by(_ENTRY.day)
    )
    return select(summed.subquery())


@dataclass(frozen=True, slots=True)
class Known:
    """Path → figure → sums, of units that hold something and all above them; the time of the latest event counted."""

    figures: Mapping[str, Mapping[str, Sums]]
    last_event_at: datetime | None


async def get_known(
    connection: AsyncConnection, path: str | None, codes: Sequence[str], as_of: date, known_before: datetime
) -> Known:
    """Figures as of a day, by what was recorded before an instant: of a unit and all below it, or of all units."""
    statement = HELD if path is None else HELD.where(at_or_below(path))
    asked = {"codes": list(codes), "as_of": as_of, "known_before": known_before}
    rows = (await connection.execute(statement, asked)).all()
    held = {(row.org_path, row.figure_code): Change(row.value, row.events) for row in rows}
    return Known(sums_of_units(held), max((row.last_event_at for row in rows), default=None))


def _of_one(path: str, figure_code: str, as_of: date, known_before: datetime | None) -> tuple[ColumnElement[bool], ...]:
    known = _ENTRY.known_at < (known_before or FOREVER)
    return (_ENTRY.figure_code == figure_code, at_or_below(path), _ENTRY.day <= as_of, known)


HELD = (
    select(
        _ENTRY.org_path,
        _ENTRY.figure_code,
        _VALUE.label("value"),
        func.count().label("events"),
        func.max(_ENTRY.known_at).label("last_event_at"),
    )
    .where(_ENTRY.figure_code == any_(CODES), _ENTRY.day <= AS_OF, _ENTRY.known_at < KNOWN_BEFORE)
    .group_by(_ENTRY.org_path, _ENTRY.figure_code)
)
