"""Reading records of moves between counties."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, case, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.transfers.parameters import Direction
from services.registry.transfers.tables import TRANSFER
from services.registry.veterans.domain.standing import FileState
from services.registry.veterans.queries.deaths import find_death
from services.registry.veterans.queries.files import get_place
from services.registry.veterans.tables import VETERAN
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page

T = TypeVar("T")

_HELD = TRANSFER.c


async def list_transfers(reading: Reading, veteran_id: UUID) -> Sequence[Row[Any]]:
    """A person's, the last first; those revoked are among them. Raises `VeteranNotFound`, `NotResponsible`."""
    await get_place(reading.connection, veteran_id, reading.caller)
    found = select(TRANSFER).where(_HELD.person_id == veteran_id).order_by(_HELD.transfer_id.desc())
    return (await reading.connection.execute(found)).all()


async def fetch_transfers(
    reading: Reading, cursor: str | None, limit: int, *, is_open: bool | None = None, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Those of persons in the caller's scope that are not revoked, the last recorded first: all, those under way, or
    those completed. Files that are void or merged are left out."""
    found, order = _wanted(reading.caller, is_open), [_HELD.transfer_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def count_transfers(reading: Reading, *, is_open: bool | None = None) -> int:
    """How many the same list has."""
    return await count_rows(reading.connection, _wanted(reading.caller, is_open))


def _wanted(caller: Caller, is_open: bool | None) -> Select[Any]:
    return (
        select(TRANSFER)
        .join(VETERAN, VETERAN.c.veteran_id == _HELD.person_id)
        .where(
            within(VETERAN.c.org_path, caller),
            VETERAN.c.state.not_in([FileState.DEREGISTERED, FileState.MERGED]),
            _HELD.revoked_at.is_(None),
            when(is_open, lambda is_open: _HELD.moved_on.is_(None) == is_open),
        )
    )


async def state_again(connection: AsyncConnection, veteran_id: UUID) -> FileState:
    """Where a file stands that is no longer void, or merged: its person is dead, in another county, or here."""
    if await find_death(connection, veteran_id):
        return FileState.DECEASED
    moved = [each for each in await list_standing(connection, veteran_id) if each.moved_on]
    return FileState.TRANSFERRED_OUT if moved and moved[0].direction == Direction.OUT else FileState.REGISTERED


async def gone_again(connection: AsyncConnection, veteran_id: UUID) -> date | None:
    """Since when whoever is not here, by the same, is not."""
    if death := await find_death(connection, veteran_id):
        died_on: date = death.died_on
        return died_on
    moved = [each for each in await list_standing(connection, veteran_id) if each.moved_on]
    return moved[0].moved_on if moved and moved[0].direction == Direction.OUT else None


async def list_standing(connection: AsyncConnection, veteran_id: UUID) -> Sequence[Row[Any]]:
    """Those of a person that are not revoked, the last first: one that is under way, then by their days; who came on
    the day on which he left came first (`Day`). When they were recorded says the clock of whoever did."""
    standing = select(TRANSFER).where(_HELD.person_id == veteran_id, _HELD.revoked_at.is_(None))
    last_first = (_HELD.moved_on.desc().nulls_first(), case((_HELD.direction == Direction.OUT, 0), else_=1))
    return (await connection.execute(standing.order_by(*last_first))).all()
