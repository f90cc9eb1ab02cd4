"""Whether two persons are one, or kin (rule B8): by all of their files and the relations that hold on the day."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT, ACCOUNT_HOLDER
from services.registry.kin.tables import FAMILY_RELATION
from services.registry.veterans.queries.files import find_survivors
from services.registry.veterans.queries.survivors import files_of
from shared.approval.kin import Own
from shared.auth.caller import Caller
from shared.clock import local_date
from shared.command import Transaction


async def must_be_anothers(tx: Transaction, *person_ids: UUID) -> None:
    """These persons are neither the caller nor whom he stands in for, nor kin of theirs, by the files that their
    accounts belong to; where one belongs to none, as most of the staff's, he withdraws by himself. Raises
    `DecidesOnOneself`, `DecidesOnKin`, `StandsInForParty`."""
    own = await own_of(tx.connection, tx.caller)
    for party, is_himself, is_kin in own.parties():
        mine = await _files(tx.connection, party)
        for person_id in person_ids:
            his = await _files(tx.connection, person_id)
            if not mine.isdisjoint(his):
                raise is_himself
            if await _are_kin(tx.connection, mine, his, local_date(tx.now)):
                raise is_kin


async def own_of(connection: AsyncConnection, caller: Caller) -> Own:
    """Whose the caller's account is, or who holds it, and the same of whom he stands in for."""
    accounts = {caller.account_id, *caller.stood_in_for}
    own, held = ACCOUNT.c, ACCOUNT_HOLDER.c
    whose = select(own.account_id, own.person_id).where(own.account_id.in_(accounts), own.person_id.is_not(None))
    holders = select(held.account_id, held.person_id).where(held.account_id.in_(accounts), held.removed_at.is_(None))
    found = await connection.execute(union_all(whose, holders))
    persons: dict[UUID, UUID] = {row.account_id: row.person_id for row in found}
    return Own(persons.pop(caller.account_id, None), frozenset(persons.values()))


async def own_of_all_files(connection: AsyncConnection, caller: Caller) -> Own:
    """The same, each person by all of his files, for who learns of merges from events."""
    own = await own_of(connection, caller)
    files = frozenset() if own.person_id is None else await _files(connection, own.person_id)
    lent = [await _files(connection, each) for each in own.stood_in_for]
    return Own(own.person_id, frozenset().union(*lent), files - {own.person_id})


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
