"""Giving and revoking grants. Both take effect here with the commit, elsewhere with the event."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update

from services.registry.accounts.queries import lock_account
from services.registry.grants.domain import Period, ProposedGrant, check_grant, check_revocation
from services.registry.grants.queries import list_unrevoked, lock_administrators, lock_grant
from services.registry.network.queries import get_scope_path
from shared.auth.roles import Role
from shared.auth.tables import ACCESS_GRANT
from shared.command import Transaction, command
from shared.events.registry import GrantGiven, GrantRevoked
from shared.ids import new_id

FOUNDING_PURPOSE = "系统初始化 first administrator"
# A grant publishes twice at most: given, then revoked.
_GIVEN, _REVOKED = 1, 2


@command
async def give_grant(
    tx: Transaction, *, account_id: UUID, role: Role, org_code: str, centre_code: str, purpose: str,
    valid_from: datetime | None = None, valid_until: datetime | None = None,
) -> UUID:  # fmt: skip
    """Let an account act as `role` for an active org unit and all below it, from now unless said otherwise.

    Raises `AccountNotFound`, `OrgUnitNotFound`, `OrgUnitIsClosed`, `OutOfScope`, and what `check_grant` raises.
    """
    tx.concerns(f"account {account_id}", purpose=purpose)
    await lock_account(tx.connection, account_id)
    org_path = await get_scope_path(tx.connection, org_code, centre_code=centre_code)
    tx.caller.must_cover(org_path)
    proposed = ProposedGrant(account_id, role, Period(valid_from or tx.now, valid_until))
    held = await list_unrevoked(tx.connection, account_id)
    check_grant(proposed, giver_id=tx.caller.account_id, held=held, now=tx.now)
    return await _give(tx, proposed, org_path=org_path, purpose=purpose)


@command
async def revoke_grant(tx: Transaction, grant_id: UUID, *, reason: str) -> None:
    """Take a grant back; it allows nothing from this instant on.

    Raises `GrantNotFound`, `OutOfScope`, `GrantAlreadyRevoked`, `LastAdministrator`.
    """
    tx.concerns(f"grant {grant_id}", purpose=reason)
    administrators = await lock_administrators(tx.connection)
    grant = await lock_grant(tx.connection, grant_id)
    tx.caller.must_cover(grant.org_path)
    check_revocation(grant, administrators=administrators, now=tx.now)
    revoked = update(ACCESS_GRANT).where(ACCESS_GRANT.c.grant_id == grant_id).values(revoked_at=tx.now)
    await tx.connection.execute(revoked)
    event = GrantRevoked(grant_id=grant_id, account_id=grant.account_id, revoked_at=tx.now, reason=reason)
    tx.publish(event, sequence=_REVOKED)


async def give_founding_grant(tx: Transaction, *, account_id: UUID, centre_code: str) -> UUID:
    """Part of the setup: system administration of the whole county, before its centre is established."""
    founding = ProposedGrant(account_id, Role.SYSTEM_ADMINISTRATOR, Period(tx.now, None))
    return await _give(tx, founding, org_path=centre_code, purpose=FOUNDING_PURPOSE)


async def _give(tx: Transaction, proposed: ProposedGrant, *, org_path: str, purpose: str) -> UUID:
    given = GrantGiven(
        grant_id=new_id(),
        account_id=proposed.account_id,
        role=proposed.role.value,
        org_path=org_path,
        purpose=purpose,
        valid_from=proposed.period.from_,
        valid_until=proposed.period.until,
    )
    row = {name: getattr(given, name) for name in given.__struct_fields__}
    await tx.connection.execute(insert(ACCESS_GRANT).values(row))
    tx.publish(given, sequence=_GIVEN)
    return given.grant_id
