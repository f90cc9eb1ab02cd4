"""What is told of one's own second factor."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.second_factor.tables import RECOVERY_CODE, SECOND_FACTOR


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Since when it counts, and how many recovery codes were not used yet."""

    since: datetime
    recovery_codes_count: int


async def find_enrolled(connection: AsyncConnection, account_id: UUID) -> Enrolled | None:
    """None where the account has no second factor, or is only about to."""
    codes = select(func.count()).where(RECOVERY_CODE.c.account_id == account_id).scalar_subquery()
    confirmed = (SECOND_FACTOR.c.account_id == account_id, SECOND_FACTOR.c.confirmed_at.is_not(None))
    row = (await connection.execute(select(SECOND_FACTOR.c.confirmed_at, codes).where(*confirmed))).one_or_none()
    return None if row is None else Enrolled(*row)
