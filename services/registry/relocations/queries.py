"""Reading records of moves."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.tables import ORG_UNIT
from services.registry.relocations.parameters import Kind
from services.registry.relocations.tables import RELOCATION
from services.registry.veterans.queries.files import get_place
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading

_HELD = RELOCATION.c


async def list_relocations(reading: Reading, veteran_id: UUID) -> Sequence[Row[Any]]:
    """A person's moves, the last first; those revoked are among them. Raises `VeteranNotFound`, `NotResponsible`."""
    await get_place(reading.connection, veteran_id, reading.caller)
    found = select(RELOCATION).where(_HELD.person_id == veteran_id)
    order = _HELD.moved_on.desc(), _HELD.recorded_at.desc()
    return (await reading.connection.execute(found.order_by(*order))).all()


async def find_last(connection: AsyncConnection, veteran_id: UUID, kind: Kind) -> Row[Any] | None:
    """The record of the last move that is not revoked."""
    standing = select(RELOCATION).where(
        _HELD.person_id == veteran_id, _HELD.kind == kind.value, _HELD.revoked_at.is_(None)
    )
    return (await connection.execute(standing.order_by(_HELD.moved_on.desc()).limit(1))).one_or_none()


async def find_on(connection: AsyncConnection, veteran_id: UUID, kind: Kind, moved_on: date) -> Row[Any] | None:
    """The record of the move of that day, which is not revoked: there is one at most."""
    standing = select(RELOCATION).where(
        _HELD.person_id == veteran_id,
        _HELD.kind == kind.value,
        _HELD.moved_on == moved_on,
        _HELD.revoked_at.is_(None),
    )
    return (await connection.execute(standing)).one_or_none()


async def who_left(connection: AsyncConnection, org_path: str, moved_on: date) -> Sequence[UUID]:
    """Those whose domicile moved on that day, from this unit or one below it; whoever asks."""
    left = (
        select(_HELD.person_id)
        .join(ORG_UNIT, ORG_UNIT.c.org_code == _HELD.from_org_code)
        .where(
            _HELD.kind == Kind.DOMICILE,
            _HELD.moved_on == moved_on,
            _HELD.revoked_at.is_(None),
            at_or_below(ORG_UNIT.c.org_path, org_path),
        )
    )
    return (await connection.scalars(left)).all()
