"""Reading divisions. Ordered by code they stand in the order of the tree: a parent, then all below it."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ARRAY, Select, Text, any_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.divisions.domain import Division
from services.registry.divisions.tables import DIVISION

_CHILD = DIVISION.alias("child")
_CHILDREN = select(func.count()).select_from(_CHILD).where(_CHILD.c.parent_code == DIVISION.c.code).scalar_subquery()
_NAMES = select(DIVISION.c.code, DIVISION.c.name).where(
    DIVISION.c.code == any_(bindparam("codes", type_=ARRAY(Text())))
)
_DIVISIONS = select(DIVISION, _CHILDREN.label("children_count"))


def divisions_where(*, parent: str | None, level: str | None) -> Select[Any]:
    """Divisions with `children_count`, restricted by whatever is not None."""
    wanted = {DIVISION.c.parent_code: parent, DIVISION.c.level: level}
    return _DIVISIONS.where(*(column == value for column, value in wanted.items() if value is not None))


_CODES = select(DIVISION.c.code)


async def known_codes(connection: AsyncConnection) -> frozenset[str]:
    """The code of every division held."""
    return frozenset((await connection.execute(_CODES)).scalars())


async def known_among(connection: AsyncConnection, codes: Collection[str]) -> frozenset[str]:
    """Those of `codes` that are divisions held."""
    return frozenset((await connection.execute(_CODES.where(DIVISION.c.code == func.any(list(codes))))).scalars())


async def names_of_divisions(connection: AsyncConnection, codes: Collection[str]) -> Mapping[str, str]:
    """Their names by code; one that is not held, of another county, is missing."""
    return {row.code: row.name for row in await connection.execute(_NAMES, {"codes": list(codes)})}


async def codes_of_divisions_named(connection: AsyncConnection, name: str) -> list[str]:
    """The codes of those called so."""
    return list((await connection.execute(_CODES.where(DIVISION.c.name == name))).scalars())


async def find_division(connection: AsyncConnection, code: str) -> Division | None:
    """The division with this code, or None."""
    row = (await connection.execute(select(DIVISION).where(DIVISION.c.code == code))).first()
    return Division(**row._mapping) if row else None
