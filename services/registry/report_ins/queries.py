"""Reading records of persons who reported in."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.report_ins.tables import REPORT_IN
from services.registry.veterans.domain.standing import State
from services.registry.veterans.queries.files import get_place
from services.registry.veterans.tables import VETERAN
from shared.auth.scope import within
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

_HELD = REPORT_IN.c


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
            VETERAN.c.state != State.MERGED,
            when(is_late, lambda late: (_HELD.late_days > 0) == late),
        )
    )
    order = [_HELD.report_in_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )
