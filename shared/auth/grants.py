"""The grants of an account that hold at an instant."""

from collections.abc import Iterable
from dataclasses import dataclass
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
    select(
        _COLUMNS.grant_id,
        _COLUMNS.role,
        _COLUMNS.org_path,
        _COLUMNS.purpose,
        _COLUMNS.on_behalf_of,
        _COLUMNS.valid_from,
        _COLUMNS.valid_until,
    ).where(
        _COLUMNS.account_id == bindparam("account_id"),
        or_(_COLUMNS.revoked_at.is_(None), _COLUMNS.revoked_at > bindparam("now")),
        _COLUMNS.valid_from <= bindparam("now"),
        or_(_COLUMNS.valid_until.is_(None), _COLUMNS.valid_until > bindparam("now")),
    )
)
_KNOWN = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Held:
    """A grant as it is recorded, or a denial: then `role` is `DENIED`."""

    grant_id: UUID
    role: str
    org_path: str
    purpose: str
    on_behalf_of: UUID | None
    valid_from: datetime
    valid_until: datetime | None


async def list_held(connection: AsyncConnection, account_id: UUID, *, now: datetime) -> list[Held]:
    """In force at `now`, not revoked; denials among them."""
    return [Held(**row) for row in await _IN_FORCE.fetch(connection, {"account_id": account_id, "now": now})]


async def list_grants(connection: AsyncConnection, account_id: UUID, *, now: datetime) -> tuple[Grant, ...]:
    """What admits at `now`. A role this version does not know allows nothing."""
    return admitting(await list_held(connection, account_id, now=now))


def admitting(held: Iterable[Held]) -> tuple[Grant, ...]:
    """What is held at an instant, as grants without the denied units: deny beats allow."""
    held = list(held)
    denied = [each.org_path for each in held if each.role == DENIED]
    return tuple(
        Grant(
            each.grant_id,
            Role(each.role),
            each.org_path,
            each.purpose,
            each.on_behalf_of,
            without=tuple(path for path in denied if covers(each.org_path, path)),
        )
        for each in held
        if each.role in _KNOWN and not any(covers(path, each.org_path) for path in denied)
    )
