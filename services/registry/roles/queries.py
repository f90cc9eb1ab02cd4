"""Reading social roles."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.network.queries import Occupancy
from services.registry.roles.domain import RoleKind, RoleNotFound, SocialRole
from services.registry.roles.tables import SOCIAL_ROLE
from shared.auth.caller import Caller
from shared.auth.scope import within

_COLUMNS = [column for column in SOCIAL_ROLE.columns if column.name != "recorded_at"]


def roles_in_scope(caller: Caller, *, kind: RoleKind | None = None, active: bool | None = None) -> Select[Any]:
    """For `fetch_page`: terms counted at the caller's units."""
    statement = select(*_COLUMNS).where(within(SOCIAL_ROLE.c.org_path, caller))
    if kind is not None:
        statement = statement.where(SOCIAL_ROLE.c.kind == kind.value)
    if active is not None:
        ended = SOCIAL_ROLE.c.ended_on
        statement = statement.where(ended.is_(None) if active else ended.is_not(None))
    return statement


async def lock_role(connection: AsyncConnection, role_id: UUID) -> SocialRole:
    """The term, for this transaction alone to change. Raises `RoleNotFound`."""
    statement = select(*_COLUMNS).where(SOCIAL_ROLE.c.role_id == role_id).with_for_update()
    row = (await connection.execute(statement)).first()
    if row is None:
        raise RoleNotFound
    return role_of(row)


async def get_role(connection: AsyncConnection, role_id: UUID, *, caller: Caller) -> SocialRole:
    """The term. Raises `RoleNotFound`, also for one outside the caller's scope."""
    row = (await connection.execute(roles_in_scope(caller).where(SOCIAL_ROLE.c.role_id == role_id))).first()
    if row is None:
        raise RoleNotFound
    return role_of(row)


def role_of(row: Row[Any]) -> SocialRole:
    """The term a row of `social_role` stands for."""
    return SocialRole(**{**row._mapping, "kind": RoleKind(row.kind)})


async def _count_at(connection: AsyncConnection, org_code: str) -> int:
    active = select(func.count()).where(SOCIAL_ROLE.c.org_code == org_code, SOCIAL_ROLE.c.ended_on.is_(None))
    return await connection.scalar(active) or 0


ACTIVE_ROLES = Occupancy(
    "active-social-roles",
    "还有 {count} 个未终止的社会身份计入该机构。",
    "{count} social roles that have not ended are counted there.",
    _count_at,
)
