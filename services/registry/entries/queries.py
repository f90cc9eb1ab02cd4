"""Entries of units: whose they are, and how units are asked for."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.entries.tables import ENTRY_VERSION
from services.registry.network.queries import find_path, get_unit, hold_open_unit, names_of_units, paths_of_units
from services.registry.network.tables import ORG_UNIT
from shared.entries.whose import Place, Whose
from shared.http.dependencies import Reading


class _Units(Whose):
    """A unit that is closed, or to be closed, takes in nothing new."""

    field = "org_code"
    versions = ENTRY_VERSION

    async def take_in(self, connection: AsyncConnection, who: Any) -> Place:
        """Raises `OrgUnitNotFound`, `OrgUnitIsClosed`, `OrgUnitIsClosing`."""
        unit = await hold_open_unit(connection, who)
        return Place(unit.org_code, unit.org_path)

    async def hold(self, connection: AsyncConnection, row: Row[Any]) -> Place:
        unit = await get_unit(connection, row.org_code)
        return Place(row.org_code, row.org_path, closed_on=unit.closed_on)

    def path(self, table: Table) -> ColumnElement[Any]:
        return table.c.org_path

    def answered(
        self, column: ColumnElement[Any], where: Callable[[ColumnElement[Any]], ColumnElement[bool]]
    ) -> ColumnElement[bool]:
        return column.in_(select(ORG_UNIT.c.org_code).where(where(ORG_UNIT.c.org_path)))

    async def find_path(self, reading: Reading, org_code: str | None) -> str | None:
        """Raises `OrgUnitNotFound`."""
        return await find_path(reading, org_code)

    async def paths_of_units(self, connection: AsyncConnection, org_codes: Collection[str]) -> Mapping[str, str]:
        return await paths_of_units(connection, org_codes)

    async def names_of_units(self, connection: AsyncConnection, org_codes: Collection[str]) -> Mapping[str, str]:
        return await names_of_units(connection, org_codes)


OF_A_UNIT = _Units()
