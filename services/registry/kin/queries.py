"""Whether two persons are one, or kin (rule B8): by all of their files and the relations that hold on the day."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.queries import persons_behind
from services.registry.kin.tables import FAMILY_RELATION
from services.registry.veterans.queries.files import find_survivors
from services.registry.veterans.queries.survivors import files_of
from shared.approval.recusal import Recusal
from shared.auth.caller import Caller
from shared.clock import local_date
from shared.command import Transaction


async def must_not_be_recused(tx: Transaction, *person_ids: UUID) -> None:
    """These persons are neither the caller nor whom he stands in for, nor kin of theirs; where it is not known who he
    is, as of most of the staff, he withdraws by himself. Raises `DecidesOnOneself`, `DecidesOnKin`,
    `StandsInForParty`."""
    recusal = await recusal_of(tx.connection, tx.caller)
    for party, is_himself, is_kin in recusal.parties():
        mine = await _files(tx.connection, party)
        for person_id in person_ids:
            his = await _files(tx.connection, person_id)
            if not mine.isdisjoint(his):
                raise is_himself
            if await _are_kin(tx.connection, mine, his, local_date(tx.now)):
                raise is_kin


async def recusal_of(connection: AsyncConnection, caller: Caller) -> Recusal:
    """On whom he decides nothing: who he is, by his account, and who those are that he stands in for."""
    persons = await persons_behind(connection, {caller.account_id, *caller.stood_in_for})
    himself = persons.get(caller.account_id)
    return Recusal(himself, frozenset(persons[each] for each in persons if each != caller.account_id))


async def recusal_by_all_files(connection: AsyncConnection, caller: Caller) -> Recusal:
    """The same, each person by all of his files, for who learns of merges from events."""
    recusal = await recusal_of(connection, caller)
    himself = recusal.person_id
    files = frozenset() if himself is None else await _files(connection, himself)
    lent = [await _files(connection, each) for each in recusal.stood_in_for]
    return Recusal(himself, frozenset().union(*lent), files - {himself})


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
