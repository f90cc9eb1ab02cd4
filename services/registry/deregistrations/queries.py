"""Reading records of deregistrations."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.deregistrations.tables import DEREGISTRATION
from services.registry.veterans.queries.files import get_place
from services.registry.veterans.tables import VETERAN
from shared.auth.scope import within
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_HELD = DEREGISTRATION.c


async def list_deregistrations(reading: Reading, veteran_id: UUID) -> Sequence[Row[Any]]:
    """Those of a person, the last first; at most one stands. Raises `VeteranNotFound`."""
    await get_place(reading.connection, veteran_id, reading.caller)
    found = select(DEREGISTRATION).where(_HELD.person_id == veteran_id).order_by(_HELD.recorded_at.desc())
    return (await reading.connection.execute(found)).all()


async def fetch_deregistrations(
    reading: Reading,
    cursor: str | None,
    limit: int,
    *,
    is_standing: bool | None = None,
    view: Callable[[Row[Any]], T],
) -> Page[T]:
    """Those of persons in the caller's scope, the last recorded first: all, those that stand, or those revoked."""
    found = (
        select(DEREGISTRATION)
        .join(VETERAN, VETERAN.c.veteran_id == _HELD.person_id)
        .where(
            within(VETERAN.c.org_path, reading.caller),
            when(is_standing, lambda standing: _HELD.revoked_at.is_(None) == standing),
        )
    )
    order = [_HELD.deregistration_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def find_standing(connection: AsyncConnection, veteran_id: UUID) -> Row[Any] | None:
    """The record that is not revoked."""
    standing = select(DEREGISTRATION).where(_HELD.person_id == veteran_id, _HELD.revoked_at.is_(None))
    return (await connection.execute(standing)).one_or_none()
