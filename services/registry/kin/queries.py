"""Whether two persons are one, or kin (rule B8): by all of their files and the relations that hold on the day."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.families.tables import FAMILY_RELATION
from services.registry.veterans.queries.files import find_survivors
from services.registry.veterans.queries.survivors import files_of
from shared.approval.kin import DecidesOnKin, DecidesOnOneself
from shared.clock import local_date
from shared.command import Transaction


async def must_be_anothers(tx: Transaction, *person_ids: UUID) -> None:
    """These persons are neither the caller nor kin of his, by the file that his account belongs to; where it belongs
    to none, as most of the staff's, he withdraws by himself. Raises `DecidesOnOneself`, `DecidesOnKin`."""
    account = ACCOUNT.c.account_id == tx.caller.account_id
    own: UUID | None = await tx.connection.scalar(select(ACCOUNT.c.person_id).where(account))
    if own is None:
        return
    mine = await _files(tx.connection, own)
    for person_id in person_ids:
        his = await _files(tx.connection, person_id)
        if not mine.isdisjoint(his):
            raise DecidesOnOneself
        if await _are_kin(tx.connection, mine, his, local_date(tx.now)):
            raise DecidesOnKin


async def _files(connection: AsyncConnection, person_id: UUID) -> frozenset[UUID]:
    """All of one person; of somebody without a file his id."""
    return frozenset(row.file for row in await connection.execute(files_of(person_id)))


async def _are_kin(connection: AsyncConnection, mine: Collection[UUID], his: Collection[UUID], on: date) -> bool:
    """One is a relative of the other, or both are of the same veteran."""
    held, both = FAMILY_RELATION.c, [*mine, *his]
    holds = (
        held.is_revoked.is_(False),
        or_(held.since.is_(None), held.since <= on),
        or_(held.ended_on.is_(None), held.ended_on > on),
    )
    said = select(held.veteran_id, held.relative_id).where(
        *holds, or_(held.veteran_id.in_(both), held.relative_id.in_(both))
    )
    rows = (await connection.execute(said)).all()
    last = await find_survivors(connection, {row.veteran_id for row in rows})
    mine_of, his_of = (
        {last.get(row.veteran_id, row.veteran_id) for row in rows if row.relative_id in files} for files in (mine, his)
    )
    return not (mine_of.isdisjoint([*his_of, *his]) and his_of.isdisjoint(mine))
