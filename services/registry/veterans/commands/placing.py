"""Where a form says a person belongs: the unit it names, held, and which of the divisions it names there are."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import ARRAY, Text, bindparam, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.divisions.tables import DIVISION
from services.registry.network.domain import OrgUnit
from services.registry.network.queries import HELD, unit_of
from shared.database.direct import Direct

_UNIT: Final = HELD.cte("unit")
_KNOWN: Final = (
    select(func.array_agg(DIVISION.c.code).label("known_codes"))
    .where(DIVISION.c.code == func.any(bindparam("division_codes", type_=ARRAY(Text))))
    .subquery("known")
)
# One row, without a unit when there is none. What only stands in WITH can be locked, an outer join cannot.
_PLACE: Final = Direct(select(_KNOWN, _UNIT).select_from(_KNOWN.outerjoin(_UNIT, true())))


async def hold_place(
    connection: AsyncConnection, org_code: str | None, division_codes: Collection[str]
) -> tuple[OrgUnit | None, frozenset[str]]:
    """The unit if it is active, which then cannot close until the transaction ends; those of the codes that are known.

    One statement: every registration at the counter sends it.
    """
    asked = {"codes": [] if org_code is None else [org_code], "division_codes": list(division_codes)}
    (row,) = await _PLACE.fetch(connection, asked)
    unit = None if row["org_code"] is None else unit_of(row)
    return unit, frozenset(row["known_codes"] or ())
