"""Reading the service network. Other rooms ask here for a unit, and hold it while they write to it."""

import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Row, Select, Text, any_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.domain import (
    Aspect,
    HostKind,
    OrgUnit,
    OrgUnitNameUnclear,
    OrgUnitNotFound,
    UnitKind,
    name_fault,
)
from services.registry.network.tables import ORG_UNIT, ORG_UNIT_TERM
from shared.auth.caller import Caller, OutOfScope
from shared.auth.scope import within
from shared.http.dependencies import Reading
from shared.places import CODE_PATTERN
from shared.refusal import FieldFault

# Asked by nearly every page: made once.
_OF_SOME = ORG_UNIT.c.org_code == any_(bindparam("codes", type_=ARRAY(Text())))
_NAMES = select(ORG_UNIT.c.org_code, ORG_UNIT.c.name).where(_OF_SOME)
_PATHS = select(ORG_UNIT.c.org_code, ORG_UNIT.c.org_path).where(_OF_SOME)


@dataclass(frozen=True)
class Occupancy:
    """Something active that a unit must no longer hold when it closes (rule R10).

    `count` says how many there are at the unit with this code; it runs in the closing transaction, which holds the unit
    `FOR UPDATE`. Whoever adds one to a unit holds that unit first (`hold_open_unit`), so that none slips in between.
    `zh` and `en` are sentences with a place for `{count}`.
    """

    code: str
    zh: str
    en: str
    count: Callable[[AsyncConnection, str], Awaitable[int]]

    async def fault(self, connection: AsyncConnection, org_code: str) -> FieldFault | None:
        """What to tell the caller, or None when nothing is left."""
        count = await self.count(connection, org_code)
        if not count:
            return None
        return FieldFault("code", self.code, self.zh.format(count=count), self.en.format(count=count))


async def _count_active_children(connection: AsyncConnection, org_code: str) -> int:
    children = select(func.count()).where(ORG_UNIT.c.parent_code == org_code, ORG_UNIT.c.closed_on.is_(None))
    return await connection.scalar(children) or 0


ACTIVE_CHILDREN = Occupancy(
    "active-children",
    "还有 {count} 个未撤销的下级机构。",
    "Active units under it: {count}.",
    _count_active_children,
)


async def has_active_unit(connection: AsyncConnection, org_code: str | None) -> bool:
    """Whether a unit with this code works."""
    found = select(func.count()).where(ORG_UNIT.c.org_code == org_code, ORG_UNIT.c.closed_on.is_(None))
    return bool(await connection.scalar(found))


async def find_path(reading: Reading, org_code: str | None) -> str | None:
    """The path of the unit that something is listed for, where one is named.

    Raises `OrgUnitNotFound`, also for one outside the caller's scope.
    """
    if org_code is None:
        return None
    path = (await get_unit(reading.connection, org_code)).org_path
    if not reading.caller.covers(path):
        raise OrgUnitNotFound(org_code=org_code) from OutOfScope()
    return path


async def get_unit(connection: AsyncConnection, org_code: str) -> OrgUnit:
    """The unit with this code, active or closed. Raises `OrgUnitNotFound`."""
    return _known(await find_unit(connection, org_code), org_code)


async def find_unit(connection: AsyncConnection, org_code: str) -> OrgUnit | None:
    """The unit with this code, active or closed, or None."""
    return await _find(connection, _unit(org_code))


async def names_of_units(connection: AsyncConnection, org_codes: Collection[str]) -> Mapping[str, str]:
    """Their names of today by code."""
    return {row.org_code: row.name for row in await connection.execute(_NAMES, {"codes": list(org_codes)})}


async def get_name_over(connection: AsyncConnection, org_path: str, kind: UnitKind | None = None) -> str:
    """The name of today of the unit with this path; or of that of a kind on the way to it, where there is one."""
    over = select(ORG_UNIT.c.name).where(ORG_UNIT.c.org_path.bool_op("@>")(org_path))
    nearest = over.order_by((ORG_UNIT.c.kind == kind).is_(True).desc(), func.nlevel(ORG_UNIT.c.org_path).desc())
    name: str = (await connection.execute(nearest.limit(1))).scalar_one()
    return name


async def get_code_called(connection: AsyncConnection, called: str, *, field: str = "org_code") -> str:
    """The code of the unit that somebody means by its code or name. Raises `OrgUnitNameUnclear` at the field."""
    if re.search(CODE_PATTERN, called):
        return called
    named = select(ORG_UNIT.c.org_code).where(ORG_UNIT.c.name == called, ORG_UNIT.c.closed_on.is_(None)).limit(2)
    codes: list[str] = list((await connection.execute(named)).scalars())
    if len(codes) != 1:
        raise OrgUnitNameUnclear(fields=[name_fault(field, is_known=bool(codes))])
    return codes[0]


async def codes_of_units_named(connection: AsyncConnection, name: str, caller: Caller) -> list[str]:
    """The codes of the active units in the caller's scope that are called so."""
    named = select(ORG_UNIT.c.org_code).where(ORG_UNIT.c.name == name, ORG_UNIT.c.closed_on.is_(None))
    return list((await connection.execute(named.where(within(ORG_UNIT.c.org_path, caller)))).scalars())


async def find_own_unit(connection: AsyncConnection, caller: Caller) -> OrgUnit | None:
    """The room or station that the caller acts for, where it is that one alone."""
    codes = [path.rpartition(".")[2] for path in caller.scope]
    unit = await find_unit(connection, codes[0]) if len(codes) == 1 else None
    return None if unit is None or unit.kind is UnitKind.CENTRE else unit


async def active_names(connection: AsyncConnection, caller: Caller) -> Mapping[str, str]:
    """The names by code of the active units in the caller's scope, in the order of the tree."""
    named = select(ORG_UNIT.c.org_code, ORG_UNIT.c.name).where(within(ORG_UNIT.c.org_path, caller))
    rows = await connection.execute(named.where(ORG_UNIT.c.closed_on.is_(None)).order_by(ORG_UNIT.c.org_code))
    return {row.org_code: row.name for row in rows}


async def hold_unit(connection: AsyncConnection, org_code: str) -> OrgUnit | None:
    """The unit with this code, active or closed, or None; it cannot be changed until the transaction ends."""
    return await _find(connection, _unit(org_code).with_for_update(read=True))


async def hold_active_unit(connection: AsyncConnection, org_code: str) -> OrgUnit:
    """An active unit, which cannot close until the transaction ends. Raises `OrgUnitNotFound`, `OrgUnitIsClosed`."""
    unit = _known(await hold_unit(connection, org_code), org_code)
    unit.must_be_active()
    return unit


async def hold_open_unit(connection: AsyncConnection, org_code: str) -> OrgUnit:
    """A unit that takes in, and does so until the transaction ends. Raises `OrgUnitNotFound`, `OrgUnitIsClosed`,
    `OrgUnitIsClosing`."""
    unit = _known(await hold_unit(connection, org_code), org_code)
    unit.must_take_in()
    return unit


async def hold_active_above(connection: AsyncConnection, unit: OrgUnit) -> OrgUnit:
    """The nearest unit over this one that takes in, which cannot close until the transaction ends. Raises
    `OrgUnitIsClosed` where there is none."""
    works = (ORG_UNIT.c.closed_on.is_(None), ORG_UNIT.c.closing_since.is_(None))
    over = select(ORG_UNIT).where(ORG_UNIT.c.org_path.bool_op("@>")(unit.org_path), *works)
    nearest = over.order_by(func.nlevel(ORG_UNIT.c.org_path).desc()).limit(1)
    found = await _find(connection, nearest.with_for_update(read=True))
    if found is None:
        unit.must_be_active()
    return _known(found, unit.org_code)


async def lock_unit(connection: AsyncConnection, org_code: str) -> OrgUnit:
    """The unit, for this transaction alone to change. Raises `OrgUnitNotFound`."""
    return _known(await _find(connection, _unit(org_code).with_for_update()), org_code)


async def hold_active_units(connection: AsyncConnection, org_codes: Sequence[str]) -> dict[str, OrgUnit]:
    """The active ones of these units by code, none of which can close until the transaction ends; of one that is to be
    closed its `closing_since` tells.

    Held in the order of their codes, so that two transactions never wait for each other. Codes that are unknown or
    closed are missing from the answer.
    """
    held = (
        select(ORG_UNIT)
        .where(ORG_UNIT.c.org_code == func.any(list(org_codes)), ORG_UNIT.c.closed_on.is_(None))
        .order_by(ORG_UNIT.c.org_code)
        .with_for_update(read=True)
    )
    return {row.org_code: unit_of(row) for row in await connection.execute(held)}


async def get_scope_path(connection: AsyncConnection, org_code: str, *, centre_code: str) -> str:
    """The path a grant for this unit covers. The centre is the root of every scope even before it is established.

    Raises `OrgUnitNotFound`, `OrgUnitIsClosed`.
    """
    if org_code == centre_code:
        return centre_code
    return (await hold_active_unit(connection, org_code)).org_path


async def units_elsewhere(connection: AsyncConnection, org_codes: Collection[str], caller: Caller) -> frozenset[str]:
    """Those of them that the caller cannot open: they are named, and lead nowhere."""
    paths = await paths_of_units(connection, org_codes)
    return frozenset(code for code, path in paths.items() if not caller.covers(path))


async def paths_of_units(connection: AsyncConnection, org_codes: Collection[str]) -> Mapping[str, str]:
    """The path of each, closed ones among them."""
    return {row.org_code: row.org_path for row in await connection.execute(_PATHS, {"codes": list(org_codes)})}


async def paths_serving(connection: AsyncConnection, division_code: str | None, unit: OrgUnit) -> Sequence[str]:
    """Of other units of its kind that work and serve this division."""
    others = (ORG_UNIT.c.kind == unit.kind, ORG_UNIT.c.org_code != unit.org_code, ORG_UNIT.c.closed_on.is_(None))
    serving = select(ORG_UNIT.c.org_path).where(ORG_UNIT.c.division_code == division_code, *others)
    return list((await connection.execute(serving)).scalars())


async def find_first_day_below(connection: AsyncConnection, org_code: str) -> date | None:
    """The first on which a unit stood under this one, but for units that never were: closed on the day they began."""
    term, below = ORG_UNIT_TERM.c, ORG_UNIT.c
    under = (term.aspect == Aspect.PARENT, term.value == org_code, term.ended_at.is_(None))
    was = below.closed_on.is_(None) | (below.closed_on > below.established_on)
    held = select(func.min(term.since)).join_from(ORG_UNIT_TERM, ORG_UNIT, below.org_code == term.org_code)
    found: date | None = await connection.scalar(held.where(*under, was))
    return found


def _unit(org_code: str) -> Select[Any]:
    return select(ORG_UNIT).where(ORG_UNIT.c.org_code == org_code)


def _known(found: OrgUnit | None, org_code: str) -> OrgUnit:
    if found is None:
        raise OrgUnitNotFound(org_code=org_code)
    return found


async def _find(connection: AsyncConnection, statement: Select[Any]) -> OrgUnit | None:
    row = (await connection.execute(statement)).first()
    return unit_of(row) if row else None


def unit_of(row: Row[Any]) -> OrgUnit:
    return OrgUnit(**{**row._mapping, "kind": UnitKind(row.kind), "host_kind": HostKind(row.host_kind)})
