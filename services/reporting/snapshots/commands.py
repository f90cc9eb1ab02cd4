"""Freezing figures."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from msgspec import to_builtins
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.snapshots.domain import Content, DayNotOver, content_digest_of, digest_of, encoded
from services.reporting.snapshots.queries import Counted
from services.reporting.snapshots.rules import Basis, reason_to_publish
from services.reporting.snapshots.tables import SNAPSHOT
from services.reporting.units.domain import NoCentre
from shared.auth.caller import Caller
from shared.auth.roles import Role
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
async def freeze_figures(
    tx: Transaction, counted: Counted, *, for_publication: bool = False, reason: str | None = None
) -> Frozen:
    """Freeze the figures of every unit as of the end of a day (`count_day`). It is provisional when something is
    missing.

    `reason`: a bureau leader's, for publishing it even then. Raises DayNotOver, NoCentre, OutOfScope,
    SnapshotProvisional.
    """
    return await freeze(tx, counted, for_publication=for_publication, reason=reason)


async def freeze(
    tx: Transaction, counted: Counted, *, for_publication: bool = False, reason: str | None = None
) -> Frozen:
    """The same as a part of another command. Raises as `freeze_figures` does."""
    basis, content = counted.basis, counted.content
    if content.as_of > local_date(tx.now):
        raise DayNotOver(as_of=content.as_of)
    if counted.centre is None:
        raise NoCentre(as_of=content.as_of)
    path = counted.centre.path
    tx.caller.must_cover(path)
    kept_reason = _reason_to_publish(tx.caller, path, basis, reason) if for_publication else None
    row = {
        "provisional": bool(basis.missing),
        "for_publication": for_publication,
        "reason": kept_reason,
        "basis": to_builtins(basis, str_keys=True),
        "frozen_at": tx.now,
    }
    frozen = await _write_once(tx.connection, content, row)
    tx.concerns(f"snapshot {frozen.snapshot_id}", purpose="publication" if for_publication else "")
    if frozen.is_new:
        event = _frozen_event(frozen.snapshot_id, content, provisional=bool(basis.missing))
        tx.publish(event, sequence=1, effective_on=content.as_of)
    return frozen


def _reason_to_publish(caller: Caller, centre_path: str, basis: Basis, reason: str | None) -> str | None:
    leads = any(grant.role is Role.BUREAU_LEADER and grant.org_path == centre_path for grant in caller.grants)
    return reason_to_publish(basis, leads=leads, reason=reason)


def _frozen_event(snapshot_id: UUID, content: Content, *, provisional: bool) -> FigureSnapshotFrozen:
    return FigureSnapshotFrozen(
        snapshot_id=snapshot_id,
        as_of=content.as_of,
        org_code=content.centre.code,
        figures={code: content.centre.change(code).delta for code in content.figures},
        digest=digest_of(content),
        provisional=provisional,
    )


async def _write_once(connection: AsyncConnection, content: Content, row: dict[str, Any]) -> Frozen:
    """Two who freeze at the same moment: the second waits here for the first, and finds its snapshot."""
    encoded_content = encoded(content)
    unique = {
        "as_of": content.as_of,
        "content_digest": content_digest_of(encoded_content),
        "provisional": row["provisional"],
        "for_publication": row["for_publication"],
    }
    values = {**row, **unique, "snapshot_id": new_id(), "content": encoded_content, "digest": digest_of(content)}
    written = insert(SNAPSHOT).values(values).on_conflict_do_nothing().returning(SNAPSHOT.c.snapshot_id)
    new: UUID | None = await connection.scalar(written)
    if new is not None:
        return Frozen(new, True)
    equal = select(SNAPSHOT.c.snapshot_id).filter_by(**unique)
    return Frozen((await connection.execute(equal)).scalar_one(), False)
