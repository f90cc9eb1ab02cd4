"""Reading emergency grants."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.emergencies.domain import Emergency, EmergencyNotFound
from services.registry.emergencies.tables import EMERGENCY_REVIEW
from services.registry.grants.parameters import Ground
from services.registry.grants.tables import GRANT_PROPOSAL
from shared.auth.caller import Caller
from shared.auth.scope import within
from shared.auth.tables import ACCESS_GRANT
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, fetch_page

T = TypeVar("T")

# One that was revoked is over then; least() leaves out what is null.
_OVER_AT = func.least(ACCESS_GRANT.c.valid_until, ACCESS_GRANT.c.revoked_at).label("over_at")
_EMERGENCIES = (
    select(
        ACCESS_GRANT.c.grant_id,
        ACCESS_GRANT.c.account_id,
        ACCOUNT.c.username,
        ACCOUNT.c.display_name,
        ACCESS_GRANT.c.role,
        ACCESS_GRANT.c.org_path,
        ACCESS_GRANT.c.purpose,
        ACCESS_GRANT.c.valid_from,
        _OVER_AT,
        GRANT_PROPOSAL.c.decided_by.label("confirmed_by"),
        EMERGENCY_REVIEW.c.reviewed_by,
        EMERGENCY_REVIEW.c.reviewed_at,
        EMERGENCY_REVIEW.c.note,
    )
    .join(ACCOUNT, ACCOUNT.c.account_id == ACCESS_GRANT.c.account_id)
    .join(GRANT_PROPOSAL, GRANT_PROPOSAL.c.grant_id == ACCESS_GRANT.c.grant_id)
    .outerjoin(EMERGENCY_REVIEW, EMERGENCY_REVIEW.c.grant_id == ACCESS_GRANT.c.grant_id)
    .where(ACCESS_GRANT.c.ground == Ground.EMERGENCY)
)


async def fetch_emergencies(
    reading: Reading, reviewed: bool | None, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Emergency grants for units in the caller's scope, the latest first; those reviewed, or still waiting for it."""
    was_reviewed = EMERGENCY_REVIEW.c.grant_id.is_not(None)
    found = _emergencies_within(reading.caller).where(when(reviewed, lambda reviewed: was_reviewed == reviewed))
    order = [ACCESS_GRANT.c.grant_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


def _emergencies_within(caller: Caller) -> Select[Any]:
    return _EMERGENCIES.where(within(ACCESS_GRANT.c.org_path, caller))


async def get_emergency(
    connection: AsyncConnection, grant_id: UUID, caller: Caller, *, lock: bool = False
) -> Emergency:  # fmt: skip
    """Raises `EmergencyNotFound`, also outside the caller's scope."""
    statement = _emergencies_within(caller).where(ACCESS_GRANT.c.grant_id == grant_id)
    if lock:
        statement = statement.with_for_update(of=ACCESS_GRANT)
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        raise EmergencyNotFound
    return Emergency(
        row.grant_id, row.account_id, row.org_path, row.confirmed_by, row.over_at, row.reviewed_at
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """Emergency grants: in force, and over without anybody having looked at what was done by them."""

    in_force: int
    unreviewed: int


async def count_emergencies(connection: AsyncConnection, now: datetime) -> Counted:
    """Of the whole county, at `now`."""
    columns = _EMERGENCIES.subquery().c
    is_over = columns.over_at <= now
    statement = select(
        func.count().filter((columns.valid_from <= now) & ~is_over),
        func.count().filter(is_over & columns.reviewed_at.is_(None)),
    )
    return Counted(*(await connection.execute(statement)).one())
