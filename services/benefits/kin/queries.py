"""Whether two persons are one, or kin (rule B8): by all of their files and the relations that registry told of."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.directory.queries import files_of_each, survivors
from services.benefits.kin.tables import KIN
from shared.approval.recusal import Recusal
from shared.clock import local_date
from shared.command import Transaction


async def must_not_be_recused(tx: Transaction, recusal: Recusal, *person_ids: UUID) -> None:
    """`recusal`: of whoever decides on these persons; as far as nobody is known in it, he withdraws by himself where he
    must. Raises `DecidesOnOneself`, `DecidesOnKin`, `StandsInForParty`."""
    for party, is_himself, is_kin in recusal.parties():
        last = await _last_files(tx.connection, {party, *person_ids})
        if any(last[each] == last[party] for each in person_ids):
            raise is_himself
        if await close_to(tx.connection, person_ids, [party], local_date(tx.now)):
            raise is_kin


async def close_to(
    connection: AsyncConnection, persons: Collection[UUID], others: Collection[UUID], on: date
) -> frozenset[UUID]:
    """Those among `others` who are one of these persons, or kin of one: as many statements for any number of them."""
    last = await _last_files(connection, {*persons, *others})
    led = files_of_each(sorted(set(last.values())))
    whose = {row.file_id: row.person_id for row in await connection.execute(select(led.c.person_id, led.c.file_id))}
    told = select(KIN.c.veteran_id, KIN.c.relative_id).where(KIN.c.relative_id.in_(whose), _holds(on))
    rows = (await connection.execute(told)).all()
    last_of = await _last_files(connection, {row.veteran_id for row in rows})
    veterans_of: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for row in rows:
        veterans_of[whose[row.relative_id]].add(last_of[row.veteran_id])
    parties = {last[each] for each in persons}
    theirs = parties.union(*(veterans_of[each] for each in parties))
    return frozenset(each for each in others if last[each] in theirs or not veterans_of[last[each]].isdisjoint(theirs))


async def _last_files(connection: AsyncConnection, persons: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Of each the file that goes on, of whom none was merged his id."""
    led = survivors()
    found = select(led.c.veteran_id, led.c.goes_on).where(led.c.veteran_id.in_(persons))
    merged = {row.veteran_id: row.goes_on for row in await connection.execute(found)}
    return {each: merged.get(each, each) for each in persons}


def _holds(on: date) -> ColumnElement[bool]:
    return and_(or_(KIN.c.since.is_(None), KIN.c.since <= on), or_(KIN.c.until.is_(None), KIN.c.until > on))
