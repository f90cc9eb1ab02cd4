"""The grants of an account that hold at an instant, for those of its tokens that hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.auth.caller import Grant, covers
from shared.auth.roles import DENIED, Role
from shared.auth.scope import holding
from shared.auth.tables import ACCESS_GRANT, ACCOUNT_EPOCH
from shared.database.driver import DriverStatement

# Of what acts for an account without one of its tokens: no epoch is later.
NO_TOKEN = 2**31 - 1

_COLUMNS = ACCESS_GRANT.c
_EPOCH = select(ACCOUNT_EPOCH.c.epoch).where(ACCOUNT_EPOCH.c.account_id == bindparam("account_id"))
_EPOCH_OF = DriverStatement(_EPOCH)
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
        holding(ACCESS_GRANT, bindparam("now")),
        func.coalesce(_EPOCH.scalar_subquery(), 0) <= bindparam("epoch", type_=Integer),
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


async def list_held(
    connection: AsyncConnection, account_id: UUID, *, now: datetime, epoch: int = NO_TOKEN
) -> list[Held]:
    """In force at `now`, not revoked; denials among them. Nothing for a token whose `epoch` is over."""
    rows = await _IN_FORCE.fetch(connection, {"account_id": account_id, "now": now, "epoch": epoch})
    return [Held(**row) for row in rows]


async def list_grants(
    connection: AsyncConnection, account_id: UUID, *, now: datetime, epoch: int = NO_TOKEN
) -> tuple[Grant, ...]:
    """What admits at `now`. A role this version does not know allows nothing, nor a token whose `epoch` is over."""
    return admitting(await list_held(connection, account_id, now=now, epoch=epoch))


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


async def get_epoch(connection: AsyncConnection, account_id: UUID) -> int:
    """How often all sessions of the account were ended, as far as is known here."""
    rows = await _EPOCH_OF.fetch(connection, {"account_id": account_id})
    return int(rows[0]["epoch"]) if rows else 0
