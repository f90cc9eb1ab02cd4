"""Reading records of persons who reported in, and who has not yet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Interval,
    Row,
    Select,
    and_,
    case,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.domain import UnitKind
from services.registry.network.queries import find_path
from services.registry.network.tables import ORG_UNIT
from services.registry.report_ins.parameters import CLOCKS
from services.registry.report_ins.tables import REPORT_IN
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.queries.files import files_in_scope, get_place
from services.registry.veterans.tables import VETERAN, precision
from shared.auth.scope import within
from shared.clock import local_date
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page
from shared.partial_date import Precision
from shared.rule import Period

T = TypeVar("T")

_HELD = REPORT_IN.c
_DISCHARGED = VETERAN.c.discharged_on
_LENGTHS = {
    Precision.MONTH: literal_column("interval '1 month'", Interval()),
    Precision.YEAR: literal_column("interval '1 year'", Interval()),
}
# Where no more than the month or the year is known, nobody is late before the last day that it can have been.
_LAST: ColumnElement[Any] = case(
    *(
        (VETERAN.c[precision("discharged_on")] == known, cast(_DISCHARGED + length, Date) - 1)
        for known, length in _LENGTHS.items()
    ),
    else_=_DISCHARGED,
)


def _covers(period: Period) -> ColumnElement[bool]:
    return and_(when(period.first, lambda day: day <= _LAST), when(period.last, lambda day: day >= _LAST))


# Null: not discharged, or on days of which no rule is known.
_DUE_ON: ColumnElement[Any] = case(*((_covers(clock.in_force), _LAST + clock.days) for clock in CLOCKS))


async def find_standing(connection: AsyncConnection, veteran_id: UUID) -> Row[Any] | None:
    """The record that is believed."""
    standing = select(REPORT_IN).where(_HELD.person_id == veteran_id, _HELD.ended_at.is_(None))
    return (await connection.execute(standing)).one_or_none()


async def list_report_ins(reading: Reading, veteran_id: UUID) -> Sequence[Row[Any]]:
    """The records of a person, the last first; at most one stands. Raises `VeteranNotFound`."""
    await get_place(reading.connection, veteran_id, reading.caller)
    found = select(REPORT_IN).where(_HELD.person_id == veteran_id).order_by(_HELD.report_in_id.desc())
    return (await reading.connection.execute(found)).all()


async def fetch_report_ins(
    reading: Reading,
    cursor: str | None,
    limit: int,
    *,
    is_late: bool | None = None,
    view: Callable[[Row[Any]], T],
) -> Page[T]:
    """Those that stand, of persons in the caller's scope, the last recorded first: all, late ones, or those in time."""
    found = (
        select(REPORT_IN)
        .join(VETERAN, VETERAN.c.veteran_id == _HELD.person_id)
        .where(
            within(VETERAN.c.org_path, reading.caller),
            _HELD.ended_at.is_(None),
            VETERAN.c.state != FileState.MERGED,
            when(is_late, lambda late: (_HELD.late_days > 0) == late),
        )
    )
    order = [_HELD.report_in_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


@dataclass(frozen=True, slots=True)
class WantedUnreported:
    """Those that agree with everything that is given: at `unit` or below it; whose time is over."""

    unit: str | None = None
    is_late: bool | None = None


async def fetch_unreported(
    reading: Reading, wanted: WantedUnreported, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """The living of the caller's units who were discharged and have not reported in, each with `due_on`: the last day
    on which it is in time. The last discharged first. Raises `OrgUnitNotFound`."""
    found, order = await _unreported(reading, wanted), [_DISCHARGED, VETERAN.c.veteran_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def count_unreported(reading: Reading, wanted: WantedUnreported) -> int:
    """How many the same list has."""
    return await count_rows(reading.connection, await _unreported(reading, wanted))


async def count_unreported_by_station(reading: Reading, wanted: WantedUnreported) -> Sequence[Row[Any]]:
    """The same list counted: `org_code`, `name` of the station, `people`, and how many of them are `late`; those with
    most first. Files of the centre itself are of no station."""
    listed = (await _unreported(reading, wanted)).subquery()
    late = func.count().filter(local_date(reading.now) > listed.c.due_on)
    station = ORG_UNIT.c
    counted = (
        select(station.org_code, station.name, func.count().label("people"), late.label("late"))
        .join_from(ORG_UNIT, listed, station.org_path.bool_op("@>")(listed.c.org_path))
        .where(station.kind == UnitKind.STATION)
        .group_by(station.org_code, station.name)
        .order_by(late.desc(), func.count().desc(), station.org_code)
    )
    return (await reading.connection.execute(counted)).all()


async def _unreported(reading: Reading, wanted: WantedUnreported) -> Select[Any]:
    today = local_date(reading.now)
    return (
        files_in_scope(reading.caller)
        .add_columns(_DUE_ON.label("due_on"))
        .where(
            VETERAN.c.state == FileState.REGISTERED,
            VETERAN.c.reported_in_on.is_(None),
            _DUE_ON.is_not(None),
            when(await find_path(reading, wanted.unit), lambda path: at_or_below(VETERAN.c.org_path, path)),
            when(wanted.is_late, lambda late: (today > _DUE_ON) == late),
        )
    )
