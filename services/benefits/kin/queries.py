"""Whether two persons are one, or kin (rule B8): by all of their files and the relations that registry told of."""

from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.directory.queries import files_of, going_on
from services.benefits.redemptions.tables import KIN
from shared.approval.kin import DecidesOnKin, DecidesOnOneself


async def must_be_anothers(connection: AsyncConnection, own: UUID | None, person_id: UUID, on: date) -> None:
    """`own`: whose own account it is that decides; None: nobody's that is known, who withdraws by himself where he
    must. Raises `DecidesOnOneself`, `DecidesOnKin`."""
    if own is None:
        return
    mine, his = await going_on(connection, own), await going_on(connection, person_id)
    if mine == his:
        raise DecidesOnOneself
    if await _are_kin(connection, mine, his, on):
        raise DecidesOnKin


async def _are_kin(connection: AsyncConnection, mine: UUID, his: UUID, on: date) -> bool:
    """One is a relative of the other, or both are of the same veteran."""
    own, others = [await _veterans_of(connection, each, on) for each in (mine, his)]
    return his in own or mine in others or not own.isdisjoint(others)


async def _veterans_of(connection: AsyncConnection, relative: UUID, on: date) -> set[UUID]:
    """Whose relative somebody is, by the files that go on."""
    kept = KIN.c
    told = select(kept.veteran_id).where(
        kept.relative_id.in_(files_of(relative)),
        or_(kept.since.is_(None), kept.since <= on),
        or_(kept.until.is_(None), kept.until > on),
    )
    return {await going_on(connection, each) for each in (await connection.scalars(told)).all()}
