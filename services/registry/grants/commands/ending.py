"""Taking away needs one person, giving back a second: revocations, denials and their lifting."""

from datetime import datetime
from uuid import UUID

from services.registry.grants.commands.writing import end, give
from services.registry.grants.domain.grant import (
    GrantAlreadyRevoked,
    GrantNotFound,
    HeldGrant,
    Period,
    ProposedGrant,
    check_grant,
    check_not_last,
    check_revocation,
)
from services.registry.grants.domain.proposal import RoleIsLent
from services.registry.grants.parameters import Ground
from services.registry.grants.queries import (
    get_grant,
    get_party,
    list_delegated,
    list_unrevoked,
    lock_grant,
    lock_lasting,
    roles_at,
)
from services.registry.network.queries import get_scope_path
from shared.auth.caller import covers
from shared.auth.roles import DENIED
from shared.command import Transaction, command
from shared.ids import new_id


@command
async def revoke_grant(tx: Transaction, grant_id: UUID, *, reason: str) -> None:
    """Take a grant back, and with it what was delegated of it.

    Raises `GrantNotFound` (also outside the caller's units, and for a denial), `GrantAlreadyRevoked`, `LastHolder`.
    """
    grant = await _lock_with_lasting(tx, grant_id, reason)
    if grant.role == DENIED:
        raise GrantNotFound
    check_revocation(grant, lasting=await lock_lasting(tx.connection, grant.role), now=tx.now)
    for each in (grant, *await list_delegated(tx.connection, grant)):
        await end(tx, each, reason=reason)


@command
async def deny_access(
    tx: Transaction, *, account_id: UUID, org_code: str, centre_code: str, reason: str, until: datetime | None
) -> UUID:
    """Deny an account everything at a unit and below it, whatever it was granted, from now on.

    Raises `AccountNotFound`, `OrgUnitNotFound`, `OrgUnitIsClosed`, `OutOfScope`, `GrantHeldAlready`, `LastHolder`.
    """
    tx.concerns(f"account {account_id}", purpose=reason)
    org_path = await get_scope_path(tx.connection, org_code, centre_code=centre_code)
    tx.caller.must_cover(org_path)
    await get_party(tx.connection, account_id, lock=True)
    held = await list_unrevoked(tx.connection, account_id)
    denied = ProposedGrant(account_id, DENIED, org_path, Period(tx.now, until), Ground.DENIAL)
    check_grant(denied, held=held, now=tx.now)
    for grant in held:
        if covers(org_path, grant.org_path):
            check_not_last(grant, lasting=await lock_lasting(tx.connection, grant.role), now=tx.now)
    denial_id = new_id()
    await give(tx, denial_id, denied, purpose=reason)
    return denial_id


@command
async def lift_denial(tx: Transaction, denial_id: UUID, *, reason: str) -> None:
    """Let the account's grants hold again. Raises `GrantNotFound`, `RoleIsLent`, `GrantAlreadyRevoked`."""
    denial = await _lock_with_lasting(tx, denial_id, reason)
    if denial.role != DENIED:
        raise GrantNotFound
    own, _ = await roles_at(tx.connection, tx.caller, denial.org_path)
    if not own:
        raise RoleIsLent
    if denial.revoked_at is not None:
        raise GrantAlreadyRevoked(revoked_at=denial.revoked_at.isoformat(timespec="seconds"))
    await end(tx, denial, reason=reason)


async def _lock_with_lasting(tx: Transaction, grant_id: UUID, reason: str) -> HeldGrant:
    """Lasting ones of the role are locked first and in one order: two revocations never wait for each other."""
    tx.concerns(f"grant {grant_id}", purpose=reason)
    found = await get_grant(tx.connection, grant_id)
    await lock_lasting(tx.connection, found.role)
    grant = await lock_grant(tx.connection, grant_id)
    if not tx.caller.covers(grant.org_path):
        raise GrantNotFound
    return grant
