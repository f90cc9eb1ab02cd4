"""Units as they stood on a day, and which of them a caller asks about.

Statements are built once, for building one costs more than running it; each takes the day as the parameter `as_of`,
and, where only what was recorded before an instant counts, `known_before`.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Row,
    ScalarSelect,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.units.domain import (
    FOREVER,
    Around,
    NoCentre,
    OrgUnitNotFound,
    Unit,
    UnitNotNamed,
    around,
    code_of,
    depth_of,
)
from services.reporting.units.tables import (
    ORG_UNIT,
    ORG_UNIT_CLOSURE_REVOKED,
    ORG_UNIT_ESTABLISHMENT,
    ORG_UNIT_NAME,
    ORG_UNIT_PLACE,
)
from shared.auth.caller import Caller
from shared.auth.moved import place_of
from shared.clock import local_date
from shared.database.driver import DriverStatement
from shared.http.dependencies import Reading

T = TypeVar("T")
AS_OF: ColumnElement[date] = bindparam("as_of", type_=Date)
KNOWN_BEFORE: ColumnElement[datetime] = bindparam("known_before", FOREVER, type_=DateTime(timezone=True))
CODE: ColumnElement[str] = bindparam("code", type_=Text)
PATH: ColumnElement[str] = bindparam("path", type_=ORG_UNIT.c.org_path.type)
_CORRECTION, _NAMED, _PLACED, _REVOKED = (
    table.c for table in (ORG_UNIT_ESTABLISHMENT, ORG_UNIT_NAME, ORG_UNIT_PLACE, ORG_UNIT_CLOSURE_REVOKED)
)


def _told(value: Column[T], *those: ColumnElement[bool], by: Sequence[ColumnElement[Any]] = ()) -> ScalarSelect[T]:
    """Of a unit, the first in order of those that are meant."""
    mine = select(value).where(value.table.c.org_code == ORG_UNIT.c.org_code, *those)
    return mine.order_by(*by).limit(1).correlate(ORG_UNIT).scalar_subquery()


def _corrected(value: Column[T]) -> ScalarSelect[T]:
    """As the last correction that was known tells it."""
    return _told(value, _CORRECTION.known_at < KNOWN_BEFORE, by=[_CORRECTION.sequence.desc()])


# A correction tells all the names: of those that were told before, none holds.
NAME_THEN = _told(
    _NAMED.name,
    _NAMED.named_on <= AS_OF,
    _NAMED.known_at < KNOWN_BEFORE,
    _NAMED.sequence >= func.coalesce(_corrected(_CORRECTION.sequence), 0),
    by=[_NAMED.named_on.desc(), _NAMED.sequence.desc()],
)
# Until the first correction that was not known yet, it was what that one says was believed.
HOST_THEN = func.coalesce(
    _told(_CORRECTION.host_kind_before, _CORRECTION.known_at >= KNOWN_BEFORE, by=[_CORRECTION.sequence]),
    ORG_UNIT.c.host_kind,
)
# Who never moved, and lies below nobody who did, stands where it was established.
PLACE_THEN = _told(
    _PLACED.org_path,
    _PLACED.known_at < KNOWN_BEFORE,
    _PLACED.placed_on <= AS_OF,
    by=[_PLACED.known_at.desc(), _PLACED.placed_on.desc()],
)
PATH_THEN = func.coalesce(PLACE_THEN, ORG_UNIT.c.org_path, type_=ORG_UNIT.c.org_path.type)
ESTABLISHED_THEN = func.coalesce(_corrected(_CORRECTION.established_on), ORG_UNIT.c.established_on)
# What was taken back since counted for who asked meanwhile.
CLOSED_THEN = func.coalesce(
    case((and_(ORG_UNIT.c.closed_on <= AS_OF, ORG_UNIT.c.closing_known_at < KNOWN_BEFORE), ORG_UNIT.c.closed_on)),
    _told(
        _REVOKED.closed_on,
        _REVOKED.closed_on <= AS_OF,
        _REVOKED.known_at < KNOWN_BEFORE,
        _REVOKED.revoked_at >= KNOWN_BEFORE,
    ),
)
# The fields of `Unit`; a closing after the day had not happened yet.
UNITS: Select[Any] = select(
    ORG_UNIT.c.org_code.label("code"),
    PATH_THEN.label("path"),
    ORG_UNIT.c.kind,
    HOST_THEN.label("host_kind"),
    NAME_THEN.label("name"),
    CLOSED_THEN.label("closed_on"),
).where(ORG_UNIT.c.known_at < KNOWN_BEFORE)
ONE = UNITS.where(ORG_UNIT.c.org_code == CODE)
CENTRE = UNITS.where(ORG_UNIT.c.kind == "centre", ESTABLISHED_THEN <= AS_OF).order_by(ORG_UNIT.c.org_code).limit(1)
CODES = bindparam("codes", type_=ARRAY(Text()))


def _one_below(path: ColumnElement[str], above: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(path.bool_op("<@")(above), func.nlevel(path) == func.nlevel(above) + 1)


def _directly_below(above: ColumnElement[str]) -> ColumnElement[bool]:
    """First who stood there at any time: where a unit stood then is looked up one by one."""
    placed = select(ORG_UNIT_PLACE.c.org_code).where(_one_below(ORG_UNIT_PLACE.c.org_path, above))
    ever = or_(_one_below(ORG_UNIT.c.org_path, above), ORG_UNIT.c.org_code.in_(placed))
    return and_(ever, _one_below(PATH_THEN, above))


DIRECTLY_BELOW = UNITS.where(_directly_below(PATH)).order_by(ORG_UNIT.c.org_code)
ANY_OF = select(exists().where(ORG_UNIT.c.org_code == any_(CODES)))
# By paths (text), or by the day.
THEN_OR_THERE = UNITS.where(
    or_(
        ESTABLISHED_THEN <= AS_OF,
        func.ltree2text(PATH_THEN, type_=Text()) == any_(bindparam("paths", type_=ARRAY(Text()))),
    )
)
# Those with these codes alone.
NAMED = THEN_OR_THERE.where(ORG_UNIT.c.org_code == any_(CODES))
# Their codes stand in the path.
ABOVE = UNITS.where(ORG_UNIT.c.org_code == any_(CODES), PATH_THEN.bool_op("@>")(PATH), PATH_THEN != PATH)
_ASKED = select(PATH_THEN.label("path")).where(ORG_UNIT.c.org_code == CODE, ORG_UNIT.c.known_at < KNOWN_BEFORE).cte()
_AT: ColumnElement[str] = select(_ASKED.c.path).scalar_subquery()
_CODES_AT = select(func.string_to_array(func.ltree2text(_ASKED.c.path), literal_column("'.'"))).scalar_subquery()
# A unit by its code, all above it and all directly below.
AROUND = DriverStatement(
    UNITS.where(
        or_(
            and_(ORG_UNIT.c.org_code == any_(cast(_CODES_AT, ARRAY(Text()))), PATH_THEN.bool_op("@>")(_AT)),
            _directly_below(_AT),
        )
    ).order_by(ORG_UNIT.c.org_code)
)


def unit_from(columns: Sequence[Any]) -> Unit:
    """A unit from the leading columns of these statements."""
    code, path, *rest = columns
    return Unit(code or code_of(path), path, *rest)


async def list_units(
    connection: AsyncConnection, as_of: date, known_before: datetime, paths: Collection[str]
) -> dict[str, Unit]:
    """Every unit that stood by that day and those at `paths`, by path, as known then; code alone where not known."""
    asked = {"as_of": as_of, "known_before": known_before, "paths": list(paths)}
    return _with_unknown(paths, await connection.execute(THEN_OR_THERE, asked))


async def list_units_at(
    connection: AsyncConnection, as_of: date, known_before: datetime, paths: Collection[str]
) -> dict[str, Unit]:
    """Of `list_units`, those that have the codes of these paths alone."""
    codes = {code_of(path) for path in paths}
    asked = {"as_of": as_of, "known_before": known_before, "paths": list(paths), "codes": list(codes)}
    return _with_unknown(paths, await connection.execute(NAMED, asked))


async def list_standing(connection: AsyncConnection, day: date, kind: str | None = None) -> list[Unit]:
    """Those of a kind, or of every kind, that stand on a day, in order of code."""
    units = (await list_units(connection, day, FOREVER, ())).values()
    standing = (unit for unit in units if kind in {None, unit.kind} and unit.stands_on(day))
    return sorted(standing, key=lambda unit: unit.code)


async def name_units(connection: AsyncConnection, day: date, codes: Iterable[str]) -> dict[str, str]:
    """What units are called on a day, by their codes; those that were established later are left out."""
    asked = {"as_of": day, "known_before": FOREVER, "paths": [], "codes": list(set(codes))}
    named = [unit_from(row) for row in await connection.execute(NAMED, asked)]
    return {unit.code: unit.called for unit in named}


async def list_units_kept(connection: AsyncConnection, as_of: date, paths: Collection[str]) -> dict[str, Unit]:
    """The units that rows name by these paths, as known now: one that stood elsewhere on the day by its code."""
    found = await list_units_at(connection, as_of, FOREVER, paths)
    by_code = {unit.code: unit for unit in found.values() if unit.kind}
    return {path: by_code.get(code_of(path), found[path]) for path in paths}


async def get_unit(connection: AsyncConnection, code: str, as_of: date, known_before: datetime | None = None) -> Unit:
    """Raises OrgUnitNotFound."""
    asked = {"code": code, "as_of": as_of, "known_before": known_before or FOREVER}
    row = (await connection.execute(ONE, asked)).one_or_none()
    if row is None:
        raise OrgUnitNotFound(unit=code)
    return unit_from(row)


async def get_around(
    connection: AsyncConnection, code: str, as_of: date, known_before: datetime | None = None
) -> Around:
    """The unit with those above and directly below it. Raises OrgUnitNotFound."""
    asked = {"code": code, "as_of": as_of, "known_before": known_before or FOREVER}
    return around(code, [unit_from(tuple(row)) for row in await AROUND.fetch(connection, asked)])


async def knows_any_of(connection: AsyncConnection, caller: Caller) -> bool:
    """Whether a unit that the caller acts for has been heard of, on whatever day."""
    own = [code_of(path) for path in caller.scope]
    return bool(await connection.scalar(ANY_OF, {"codes": own}))


async def get_centre(connection: AsyncConnection, as_of: date) -> Unit:
    """The unit above all others; it stood by that day. Raises NoCentre."""
    row = (await connection.execute(CENTRE, {"as_of": as_of})).one_or_none()
    if row is None:
        raise NoCentre(as_of=as_of)
    return unit_from(row)


async def list_directly_below(
    connection: AsyncConnection, path: str, as_of: date, known_before: datetime | None = None
) -> list[Unit]:
    """Every unit one level down that reporting knows, closed or still to be established, in order of code."""
    asked = {"path": path, "as_of": as_of, "known_before": known_before or FOREVER}
    return [unit_from(row) for row in await connection.execute(DIRECTLY_BELOW, asked)]


async def list_above(
    connection: AsyncConnection, path: str, as_of: date, known_before: datetime | None = None
) -> list[Unit]:
    """Every unit that the one at this path lies below, from the centre down; those not known yet left out."""
    asked = {"path": path, "codes": path.split("."), "as_of": as_of, "known_before": known_before or FOREVER}
    found = [unit_from(row) for row in await connection.execute(ABOVE, asked)]
    return sorted(found, key=depth_of)


async def unit_asked_for(
    connection: AsyncConnection, caller: Caller, code: str | None, as_of: date, known_before: datetime | None = None
) -> Unit:
    """The unit named, else the caller's own. Raises OrgUnitNotFound, UnitNotNamed, OutOfScope."""
    unit = await get_unit(connection, code_asked_for(caller, code), as_of, known_before)
    await must_cover_unit(connection, caller, unit.path)
    return unit


async def around_asked_for(
    connection: AsyncConnection, caller: Caller, code: str | None, as_of: date, known_before: datetime | None = None
) -> Around:
    """The same with those around it."""
    found = await get_around(connection, code_asked_for(caller, code), as_of, known_before)
    await must_cover_unit(connection, caller, found.unit.path)
    return found


async def within_unit(reading: Reading, code: str | None) -> str | None:
    """The path of the unit that a list is narrowed to; None where none is named. Raises OrgUnitNotFound, OutOfScope."""
    if not code:
        return None
    path = (await get_unit(reading.connection, code, local_date(reading.now))).path
    reading.caller.must_cover(path)
    return path


async def must_cover_unit(connection: AsyncConnection, caller: Caller, path: str) -> None:
    """The unit that stood there on some day is the caller's where it stood then, or where it stands. Raises
    OutOfScope."""
    if not caller.covers(path):
        caller.must_cover(await place_of(connection, path))


def code_asked_for(caller: Caller, code: str | None) -> str:
    """The code named, else that of the caller's own unit. Raises UnitNotNamed."""
    own = [code_of(path) for path in caller.scope]
    if not code and len(own) != 1:
        raise UnitNotNamed(units=", ".join(own))
    return code or own[0]


def _with_unknown(paths: Collection[str], rows: Iterable[Row[Any]]) -> dict[str, Unit]:
    known = [unit_from(row) for row in rows]
    unknown = {path: Unit(code_of(path), path, None, None, None, None) for path in paths}
    return unknown | {unit.path: unit for unit in known}
