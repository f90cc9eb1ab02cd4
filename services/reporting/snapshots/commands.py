"""Freezing figures."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.figures.queries.tree import list_tree
from services.reporting.snapshots.domain import Content, DayNotOver, content_of, digest_of, encoded
from services.reporting.snapshots.tables import SNAPSHOT
from services.reporting.units.queries import get_centre
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.reporting import FigureSnapshotFrozen
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Frozen:
    """`is_new` is False when an equal snapshot was there before: then nothing has changed."""

    snapshot_id: UUID
    is_new: bool


@command
async def freeze_figures(tx: Transaction, *, as_of: date) -> Frozen:
    """Freeze the figures of every unit as of the end of that day. Raises DayNotOver, NoCentre, OutOfScope."""
    if as_of > local_date(tx.now):
        raise DayNotOver(as_of=as_of)
    centre = await get_centre(tx.connection, as_of)
    tx.caller.must_cover(centre.path)
    content = await _read_content(tx.connection, as_of)
    digest = digest_of(encoded(content))
    frozen = await _write_once(tx.connection, content, digest, tx.now)
    tx.concerns(f"snapshot {frozen.snapshot_id}")
    if frozen.is_new:
        totals = {code: content.centre.change(code).delta for code in content.figures}
        tx.publish(
            FigureSnapshotFrozen(
                snapshot_id=frozen.snapshot_id, as_of=as_of, org_code=centre.code, figures=totals, digest=digest
            ),
            sequence=1,
            effective_on=as_of,
        )
    return frozen


async def _read_content(connection: AsyncConnection, as_of: date) -> Content:
    nodes = await list_tree(connection, as_of)
    return content_of(as_of, ((node.unit, node.totals) for node in nodes.values()))


async def _write_once(connection: AsyncConnection, content: Content, digest: str, now: datetime) -> Frozen:
    """Two who freeze at the same moment: the second waits here for the first, and finds its snapshot."""
    row = {
        "snapshot_id": new_id(),
        "as_of": content.as_of,
        "digest": digest,
        "content": encoded(content),
        "frozen_at": now,
    }
    written = insert(SNAPSHOT).values(row).on_conflict_do_nothing().returning(SNAPSHOT.c.snapshot_id)
    new: UUID | None = await connection.scalar(written)
    if new is not None:
        return Frozen(new, True)
    equal = select(SNAPSHOT.c.snapshot_id).where(SNAPSHOT.c.as_of == content.as_of, SNAPSHOT.c.digest == digest)
    return Frozen((await connection.execute(equal)).scalar_one(), False)
