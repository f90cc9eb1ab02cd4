"""The grants of an account that hold at an instant."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.auth.caller import Grant, covers
from shared.auth.roles import DENIED, Role
from shared.auth.tables import ACCESS_GRANT
from shared.database.driver import DriverStatement

_COLUMNS = ACCESS_GRANT.c
_IN_FORCE = DriverStatement(
    select(_COLUMNS.grant_id, _COLUMNS.role, _COLUMNS.org_path, _COLUMNS.purpose, _COLUMNS.on_behalf_of).where(
        _COLUMNS.account_id == bindparam("account_id"),
        or_(_COLUMNS.revoked_at.is_(None), _COLUMNS.revoked_at > bindparam("now")),
        _COLUMNS.valid_from <= bindparam("now"),
        or_(_COLUMNS.valid_until.is_(None), _COLUMNS.valid_until > bindparam("now")),
    )
)
_KNOWN = frozenset(Role)
Held = tuple[str, UUID, str, str, UUID | None]  # role (or DENIED), grant_id, org_path, purpose, on_behalf_of


async def list_grants(connection: AsyncConnection, account_id: UUID, *, now: datetime) -> tuple[Grant, ...]:
    """In force at `now`, not revoked, not denied. A role this version does not know allows nothing."""
    rows = await _IN_FORCE.fetch(connection, {"account_id": account_id, "now": now})
    return admitting([(r["role"], r["grant_id"], r["org_path"], r["purpose"], r["on_behalf_of"]) for r in rows])


def admitting(held: Iterable[Held]) -> tuple[Grant, ...]:
    """What is held at an instant, denials among it, as grants without the denied units: deny beats allow."""
    held = list(held)
    denied = [org_path for role, _, org_path, *_ in held if role == DENIED]
    return tuple(
        Grant(grant_id, Role(role), org_path, purpose, lender, tuple(each for each in denied if covers(org_path, each)))
        for role, grant_id, org_path, purpose, lender in held
        if role in _KNOWN and not any(covers(each, org_path) for each in denied)
    )
