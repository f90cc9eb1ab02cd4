"""What stands on the day of a registration."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.applicants.queries import list_applied
from services.registry.confirmations.tables import ANNUAL_CONFIRMATION
from services.registry.corrections.domain.registration_day import DaysOfFile
from services.registry.corrections.tables import PERSON_FACT
from services.registry.veterans.queries.files import opened
from shared.privacy.identity_number import born_on
from shared.privacy.keyring import Keyring

# Those rooms stand above this one.
_MOVES = text("SELECT moved_on FROM relocation WHERE person_id = :person_id AND revoked_at IS NULL")
_ARRIVALS = text("""
    SELECT moved_on FROM transfer
    WHERE person_id = :person_id AND direction = 'in' AND former_org_code IS NULL AND revoked_at IS NULL
""")


async def get_standing(connection: AsyncConnection, row: Row[Any], keyring: Keyring) -> DaysOfFile:
    """Of the file in this row (`lock_file`)."""
    confirmed = ANNUAL_CONFIRMATION.c
    own = (confirmed.person_id == row.veteran_id, confirmed.revoked_at.is_(None))
    applied = await list_applied(connection, row.veteran_id)
    days = [day for each in applied for day in (each.probationary_on, each.full_on)]
    return DaysOfFile(
        born_on=born_on(opened(row, keyring, ["id_number"])["id_number"].reveal()),
        said=await _said(connection, row),
        moved=await _days(connection, _MOVES, row),
        arrived=await _days(connection, _ARRIVALS, row),
        admitted=[day for day in days if day is not None],
        confirmed=await connection.scalar(select(func.min(confirmed.year)).where(*own)),
    )


async def _said(connection: AsyncConnection, row: Row[Any]) -> Sequence[date]:
    """What is believed of each field, but for the first day of it."""
    held = PERSON_FACT.c
    first = func.min(held.holds_from).over(partition_by=held.field).label("first")
    believed = select(held.holds_from, first).where(held.person_id == row.veteran_id, held.known_until.is_(None))
    return [each.holds_from for each in await connection.execute(believed) if each.holds_from > each.first]


async def _days(connection: AsyncConnection, asked: Any, row: Row[Any]) -> Sequence[date]:
    return (await connection.scalars(asked, {"person_id": row.veteran_id})).all()
