"""Reading confirmations, and who is still to be confirmed."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.confirmations.tables import ANNUAL_CONFIRMATION
from services.registry.network.queries import find_path
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.queries.files import files_in_scope, get_place
from services.registry.veterans.tables import VETERAN
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page

T = TypeVar("T")

_HELD = ANNUAL_CONFIRMATION.c


async def find_confirmation(connection: AsyncConnection, confirmation_id: UUID) -> Row[Any] | None:
    """As it stands."""
    found = select(ANNUAL_CONFIRMATION).where(_HELD.confirmation_id == confirmation_id)
    row: Row[Any] | None = (await connection.execute(found)).one_or_none()
    return row


async def find_standing(connection: AsyncConnection, veteran_id: UUID, year: int) -> Row[Any] | None:
    """The record of a year that is not revoked."""
    of_year = (_HELD.person_id == veteran_id, _HELD.year == year, _HELD.revoked_at.is_(None))
    row: Row[Any] | None = (await connection.execute(select(ANNUAL_CONFIRMATION).where(*of_year))).one_or_none()
    return row


async def list_confirmations(reading: Reading, veteran_id: UUID) -> Sequence[Row[Any]]:
    """Those of a person, the latest year first, the last recorded of a year first. Raises `VeteranNotFound`."""
    await get_place(reading.connection, veteran_id, reading.caller)
    found = select(ANNUAL_CONFIRMATION).where(_HELD.person_id == veteran_id)
    newest = found.order_by(_HELD.year.desc(), _HELD.confirmation_id.desc())
    return (await reading.connection.execute(newest)).all()


async def fetch_unconfirmed(
    reading: Reading,
    year: int,
    unit: str | None,
    cursor: str | None,
    limit: int,
    *,
    view: Callable[[Row[Any]], T],
) -> Page[T]:
    """The living of the caller's units who were registered by the end of the year and whom nobody made sure of.

    The last registered first. Raises `OrgUnitNotFound`.
    """
    found, order = await _unconfirmed(reading, year, unit), [VETERAN.c.veteran_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def count_unconfirmed(reading: Reading, year: int) -> int:
    """How many the same list has, at all units of the caller."""
    return await count_rows(reading.connection, await _unconfirmed(reading, year, None))


async def _unconfirmed(reading: Reading, year: int, unit: str | None) -> Select[Any]:
    confirmed = select(_HELD.person_id).where(
        _HELD.person_id == VETERAN.c.veteran_id,
        _HELD.year == year,
        _HELD.revoked_at.is_(None),
        _HELD.method.is_not(None),
    )
    return files_in_scope(reading.caller).where(
        VETERAN.c.state == FileState.REGISTERED,
        VETERAN.c.registered_on <= date(year, 12, 31),
        ~confirmed.exists(),
        when(await find_path(reading, unit), lambda path: at_or_below(VETERAN.c.org_path, path)),
    )
