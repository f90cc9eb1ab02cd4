"""Entries of persons and of units: whose they are, where he or it stands, and how units are asked for."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.directory.domain import OrgUnitNotKnownYet, Veteran, VeteranNotKnownYet
from services.benefits.directory.queries import (
    files_of,
    going_on,
    hold_org_unit,
    hold_veteran,
    hold_veterans,
    is_to_be_closed,
    names_of_units,
    survivors,
)
from services.benefits.directory.tables import ORG_UNIT, VETERAN
from services.benefits.entries.domain import FileMerged, PersonErased, RegistrationVoid, UnitTakesInNothing
from services.benefits.entries.tables import ENTRY_VERSION
from services.benefits.kin.queries import must_not_be_recused
from shared.approval.recusal import Recusal
from shared.auth.caller import Caller
from shared.command import Transaction
from shared.entries.whose import Place, Whose
from shared.http.dependencies import Reading

_LED = survivors("entries_led_on")


def _place(person: Veteran) -> Place:
    return Place(person.org_code, person.org_path, person.deceased_on, person.synthetic)


class _Served(Whose):
    """Both name units that the directory knows."""

    versions = ENTRY_VERSION

    async def find_path(self, reading: Reading, org_code: str | None) -> str | None:
        """Raises `OrgUnitNotKnownYet`, also for a unit outside the caller's scope."""
        if org_code is None:
            return None
        path = (await self.paths_of_units(reading.connection, [org_code])).get(org_code)
        if path is None:
            raise OrgUnitNotKnownYet
        reading.caller.must_cover(path, OrgUnitNotKnownYet())
        return path

    async def paths_of_units(self, connection: AsyncConnection, org_codes: Collection[str]) -> Mapping[str, str]:
        paths = select(ORG_UNIT.c.org_code, ORG_UNIT.c.org_path).where(ORG_UNIT.c.org_code.in_(org_codes))
        return {row.org_code: row.org_path for row in await connection.execute(paths)}

    async def names_of_units(self, connection: AsyncConnection, org_codes: Collection[str]) -> Mapping[str, str]:
        return await names_of_units(connection, org_codes)


class _Persons(_Served):
    """A person stands where the directory says; one who is known for nothing any more takes in nothing."""

    field = "person_id"
    hidden = VeteranNotKnownYet

    async def take_in(self, connection: AsyncConnection, who: Any) -> Place:
        """Raises `VeteranNotKnownYet`, `PersonErased`, `FileMerged`, `RegistrationVoid`."""
        person = await hold_veteran(connection, who)
        if person.is_erased:
            raise PersonErased
        if person.merged_into is not None:
            raise FileMerged
        if person.deregistered_on is not None:
            raise RegistrationVoid
        return _place(person)

    async def take_in_all(self, connection: AsyncConnection, who: Collection[Any]) -> Mapping[Any, Place]:
        held = await hold_veterans(connection, who)
        return {
            person_id: _place(person)
            for person_id, person in held.items()
            if not person.is_erased and person.merged_into is None and person.deregistered_on is None
        }

    async def must_not_be_recused(self, tx: Transaction, recusal: Recusal, who: Any) -> None:
        """Rule B8."""
        await must_not_be_recused(tx, recusal, who)

    async def hold(self, connection: AsyncConnection, row: Row[Any]) -> Place:
        """Of a file that was merged, where the one that goes on stands."""
        return _place(await hold_veteran(connection, await going_on(connection, row.person_id)))

    def path(self, table: Table) -> ColumnElement[Any]:
        led = select(_LED.c.goes_on).where(_LED.c.veteran_id == table.c.person_id).correlate(table).scalar_subquery()
        stands = VETERAN.c.veteran_id == func.coalesce(led, table.c.person_id)
        return select(VETERAN.c.org_path).where(stands).correlate(table).scalar_subquery()

    def of(self, table: Table, who: UUID) -> ColumnElement[bool]:
        """Those of his other files too, which were merged into this one."""
        return table.c.person_id.in_(files_of(who))


class _Units(_Served):
    """A unit that is closed, or to be closed, takes in nothing new."""

    field = "org_code"

    async def take_in(self, connection: AsyncConnection, who: Any) -> Place:
        """Raises `OrgUnitNotKnownYet`, `UnitTakesInNothing`."""
        unit = await hold_org_unit(connection, who)
        if unit.closed_on is not None or await is_to_be_closed(connection, who):
            raise UnitTakesInNothing
        return Place(unit.org_code, unit.org_path)

    async def hold(self, connection: AsyncConnection, row: Row[Any]) -> Place:
        """Also of a unit that is closed: what is kept of it is brought to its end."""
        unit = await hold_org_unit(connection, row.org_code)
        return Place(unit.org_code, unit.org_path)

    def path(self, table: Table) -> ColumnElement[Any]:
        return select(ORG_UNIT.c.org_path).where(ORG_UNIT.c.org_code == table.c.org_code).scalar_subquery()


class _County(_Served):
    """What the county itself keeps for all: it stands at the county's own unit, and whoever may read the book sees it,
    wherever he works."""

    field = "org_code"

    async def take_in(self, connection: AsyncConnection, who: Any) -> Place:
        """Raises `OrgUnitNotKnownYet`."""
        units = select(ORG_UNIT.c.org_code, ORG_UNIT.c.org_path).where(func.nlevel(ORG_UNIT.c.org_path) == 1)
        unit = (await connection.execute(units.order_by(ORG_UNIT.c.org_code).limit(1))).one_or_none()
        if unit is None:
            raise OrgUnitNotKnownYet
        return Place(unit.org_code, unit.org_path)

    async def hold(self, connection: AsyncConnection, row: Row[Any]) -> Place:
        return Place(row.org_code, row.org_path)

    def path(self, table: Table) -> ColumnElement[Any]:
        return table.c.org_path

    def seen(self, table: Table, caller: Caller) -> ColumnElement[bool]:
        return true()


OF_A_PERSON, OF_A_UNIT, OF_THE_COUNTY = _Persons(), _Units(), _County()
