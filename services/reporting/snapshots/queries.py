"""Frozen figures, read back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.snapshots.domain import Content, SnapshotNotFound, decoded
from services.reporting.snapshots.tables import SNAPSHOT

COLUMN = SNAPSHOT.c
HEADS = select(COLUMN.snapshot_id, COLUMN.as_of, COLUMN.digest, COLUMN.frozen_at)
ONE = HEADS.add_columns(COLUMN.content).where(COLUMN.snapshot_id == bindparam("wanted", type_=Uuid))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot with its content."""

    snapshot_id: UUID
    as_of: date
    digest: str
    frozen_at: datetime
    content: Content


async def get_snapshot(connection: AsyncConnection, snapshot_id: UUID) -> Snapshot:
    """Raises SnapshotNotFound."""
    row = (await connection.execute(ONE, {"wanted": snapshot_id})).one_or_none()
    if row is None:
        raise SnapshotNotFound
    return Snapshot(row.snapshot_id, row.as_of, row.digest, row.frozen_at, decoded(row.content))
