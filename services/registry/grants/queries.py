"""Reading grants."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, not_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.grants.domain import GrantNotFound, HeldGrant
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.auth.scope import within
from shared.auth.tables import ACCESS_GRANT

_HELD = select(
    ACCESS_GRANT.c.grant_id,
    ACCESS_GRANT.c.account_id,
    ACCESS_GRANT.c.role,
    ACCESS_GRANT.c.org_path,
    ACCESS_GRANT.c.valid_from,
    ACCESS_GRANT.c.valid_until,
    ACCESS_GRANT.c.revoked_at,
)
_UNREVOKED = _HELD.where(ACCESS_GRANT.c.revoked_at.is_(None)).order_by(ACCESS_GRANT.c.grant_id)


def grants_of(
    caller: Caller, *, account_id: UUID | None, role: Role | None, in_force: bool | None, now: datetime
) -> Select[Any]:  # fmt: skip
    """Grants for units in the caller's scope, restricted by whatever is not None."""
    statement = select(ACCESS_GRANT).where(within(ACCESS_GRANT.c.org_path, caller))
    if account_id is not None:
        statement = statement.where(ACCESS_GRANT.c.account_id == account_id)
    if role is not None:
        statement = statement.where(ACCESS_GRANT.c.role == role)
    if in_force is not None:
        statement = statement.where(_holds(now) if in_force else not_(_holds(now)))
    return statement


def _holds(now: datetime) -> ColumnElement[bool]:
    return and_(
        func.coalesce(ACCESS_GRANT.c.revoked_at > now, true()),
        ACCESS_GRANT.c.valid_from <= now,
        func.coalesce(ACCESS_GRANT.c.valid_until > now, true()),
    )


async def list_unrevoked(connection: AsyncConnection, account_id: UUID) -> list[HeldGrant]:
    """What this account holds now, held, or will hold: every grant not taken back."""
    return await _list(connection, _UNREVOKED.where(ACCESS_GRANT.c.account_id == account_id))


async def lock_administrators(connection: AsyncConnection) -> list[HeldGrant]:
    """Every unrevoked grant of system administration, locked in one order until the transaction ends."""
    return await _list(connection, _UNREVOKED.where(ACCESS_GRANT.c.role == Role.SYSTEM_ADMINISTRATOR).with_for_update())


async def lock_grant(connection: AsyncConnection, grant_id: UUID) -> HeldGrant:
    """The grant, locked until the transaction ends. Raises `GrantNotFound`."""
    found = await _list(connection, _HELD.where(ACCESS_GRANT.c.grant_id == grant_id).with_for_update())
    if not found:
        raise GrantNotFound
    return found[0]


async def _list(connection: AsyncConnection, statement: Select[Any]) -> list[HeldGrant]:
    rows = (await connection.execute(statement)).all()
    return [HeldGrant(**{**row._mapping, "role": Role(row.role)}) for row in rows]
