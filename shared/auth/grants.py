"""The grants of an account that hold at an instant."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.auth.caller import Grant
from shared.auth.roles import Role
from shared.auth.tables import ACCESS_GRANT
from shared.database.driver import DriverStatement

_COLUMNS = ACCESS_GRANT.c
_IN_FORCE = DriverStatement(
    select(_COLUMNS.grant_id, _COLUMNS.role, _COLUMNS.org_path, _COLUMNS.purpose).where(
        _COLUMNS.account_id == bindparam("account_id"),
        or_(_COLUMNS.revoked_at.is_(None), _COLUMNS.revoked_at > bindparam("now")),
        _COLUMNS.valid_from <= bindparam("now"),
        or_(_COLUMNS.valid_until.is_(None), _COLUMNS.valid_until > bindparam("now")),
    )
)
_KNOWN = frozenset(Role)


async def list_grants(connection: AsyncConnection, account_id: UUID, *, now: datetime) -> tuple[Grant, ...]:
    """In force at `now`, not revoked. A role this version does not know allows nothing."""
    rows = await _IN_FORCE.fetch(connection, {"account_id": account_id, "now": now})
    return tuple(
        Grant(row["grant_id"], Role(row["role"]), row["org_path"], row["purpose"])
        for row in rows
        if row["role"] in _KNOWN
    )
