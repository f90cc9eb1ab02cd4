"""Whether the audit is as it was written: its chain computed anew, and compared with the checkpoints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.audit.chain import BEGINNING, Link, digest_of
from shared.audit.tables import AUDIT, AUDIT_CHAIN, AUDIT_CHECKPOINT

LINKS_AT_ONCE = 5_000
MOST_SHOWN = 20
# A worker links what has committed every two seconds.
LONGEST_WAIT = timedelta(minutes=1)

_LAST_CHECKPOINT = select(AUDIT_CHECKPOINT).order_by(AUDIT_CHECKPOINT.c.position.desc()).limit(1)
_DIGEST_AT = select(AUDIT_CHAIN.c.digest).where(AUDIT_CHAIN.c.position == bindparam("at"))
_LINKS = (
    select(AUDIT_CHAIN.c.position, AUDIT_CHAIN.c.digest, AUDIT_CHAIN.c.audit_id.label("chained_id"), AUDIT)
    .outerjoin(AUDIT, AUDIT.c.audit_id == AUDIT_CHAIN.c.audit_id)
    .order_by(AUDIT_CHAIN.c.position)
    .limit(LINKS_AT_ONCE)
)

_CHAINED = select(AUDIT_CHAIN.c.audit_id).where(AUDIT_CHAIN.c.audit_id == AUDIT.c.audit_id).exists()
_WAITING = (
    select(AUDIT.c.audit_id)
    .where(~_CHAINED, AUDIT.c.recorded_at < bindparam("before"))
    .order_by(AUDIT.c.audit_id)
)  # fmt: skip


class Tampering(StrEnum):
    """What can be found. A row put in another place of the chain is found as changed there."""

    ROW_MISSING = "row-missing"
    ROW_CHANGED = "row-changed"
    LINKS_MISSING = "links-missing"
    CHECKPOINT_DIFFERS = "checkpoint-differs"
    ROW_WAITING = "row-waiting"


@dataclass(frozen=True, slots=True)
class Finding:
    """At a place of the chain; `audit_id` is the row, where it is about one."""

    position: int
    tampering: Tampering
    audit_id: int | None = None


@dataclass(slots=True)
class Verified:
    """The last link that was looked at, how many were, and what was found: all of it counted, the first shown."""

    last: Link
    links: int = 0
    count: int = 0
    findings: list[Finding] = field(default_factory=list)

    def find(self, position: int, tampering: Tampering, audit_id: int | None = None) -> None:
        self.count += 1
        if len(self.findings) < MOST_SHOWN:
            self.findings.append(Finding(position, tampering, audit_id))


async def verify_chain(
    connection: AsyncConnection, *, after: Link = BEGINNING, expected: Sequence[Link] = ()
) -> Verified:
    """Every link behind `after`, against the rows, the checkpoints and `expected` (digests that were kept elsewhere).

    After a finding it goes on with the digest that is stored, so that each is found by itself.
    """
    known = {**await _checkpoints(connection, after), **{link.position: link.digest for link in expected}}
    verified = Verified(after)
    if after.position and await connection.scalar(_DIGEST_AT, {"at": after.position}) != after.digest:
        verified.find(after.position, Tampering.CHECKPOINT_DIFFERS)
    while rows := (await connection.execute(_LINKS.where(AUDIT_CHAIN.c.position > verified.last.position))).all():
        for row in rows:
            _examine(row, known, verified)
    for position in sorted(known):
        if position > verified.last.position:
            verified.find(position, Tampering.LINKS_MISSING)
    return verified


async def find_waiting(connection: AsyncConnection, verified: Verified, *, now: datetime) -> None:
    """Add the rows behind the chain that it should hold by now: no worker runs, or somebody keeps them out of it."""
    for audit_id in (await connection.execute(_WAITING, {"before": now - LONGEST_WAIT})).scalars():
        verified.find(verified.last.position + 1, Tampering.ROW_WAITING, audit_id)


def _examine(row: Row[Any], known: Mapping[int, bytes], verified: Verified) -> None:
    before = verified.last
    if row.position != before.position + 1:
        verified.find(before.position + 1, Tampering.LINKS_MISSING)
    elif row.audit_id is None:
        verified.find(row.position, Tampering.ROW_MISSING, row.chained_id)
    elif digest_of(before.digest, row) != row.digest:
        verified.find(row.position, Tampering.ROW_CHANGED, row.audit_id)
    if known.get(row.position, row.digest) != row.digest:
        verified.find(row.position, Tampering.CHECKPOINT_DIFFERS)
    verified.last = Link(row.position, row.digest)
    verified.links += 1


async def last_checkpoint(connection: AsyncConnection) -> tuple[Link, datetime | None]:
    """Where the chain was last known to be sound, and when."""
    row = (await connection.execute(_LAST_CHECKPOINT)).first()
    return (Link(row.position, row.digest), row.made_at) if row else (BEGINNING, None)


async def add_checkpoint(connection: AsyncConnection, link: Link, *, now: datetime) -> None:
    """Note that the chain is sound up to `link`."""
    row = insert(AUDIT_CHECKPOINT).values(position=link.position, digest=link.digest, made_at=now)
    await connection.execute(row.on_conflict_do_nothing())  # another worker's


async def _checkpoints(connection: AsyncConnection, after: Link) -> dict[int, bytes]:
    kept = select(AUDIT_CHECKPOINT.c.position, AUDIT_CHECKPOINT.c.digest)
    rows = await connection.execute(kept.where(AUDIT_CHECKPOINT.c.position > after.position))
    return {row.position: row.digest for row in rows}
