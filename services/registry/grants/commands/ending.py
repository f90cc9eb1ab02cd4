"""Taking away needs one person, giving back a second: revocations, denials and their lifting."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_

from services.registry.accounts.commands.lent import end_lent
from services.registry.accounts.domain.lasting import check_not_last
from services.registry.accounts.queries import lock_lasting
from services.registry.grants.commands.writing import end, give
from services.registry.grants.domain.grant import GrantNotFound, HeldGrant, Period, ProposedGrant, check_grant
from services.registry.grants.domain.proposal import RoleIsLent
from services.registry.grants.parameters import Ground
from services.registry.grants.queries import get_party, list_unrevoked, lock_grant, roles_at
from services.registry.network.queries import get_scope_path
from shared.auth.caller import is_county_wide
from shared.auth.roles import DENIED
from shared.auth.tables import ACCESS_GRANT
from shared.command import Transaction, command
from shared.ids import new_id


@command
async def revoke_grant(tx: Transaction, grant_id: UUID, *, reason: str) -> None:
    """Take a grant back, and with it what was delegated of it.

    Raises `GrantNotFound` (also outside the caller's units, and for a denial), `GrantAlreadyRevoked`, `LastHolder`.
    """
    lasting = await lock_lasting(tx.connection, now=tx.now)
    grant = await _lock(tx, grant_id, reason)
    if grant.role == DENIED:
        raise GrantNotFound
    grant.must_be_unrevoked()
    check_not_last([each for each in lasting if each.grant_id == grant_id], lasting)
    await end(tx, grant)
    below = ACCESS_GRANT.c.org_path.bool_op("<@")(grant.org_path)
    await end_lent(tx, grant.account_id, ACCESS_GRANT.c.role == grant.role, below)


@command
async def deny_access(
    tx: Transaction, *, account_id: UUID, org_code: str, centre_code: str, reason: str, until: datetime | None
) -> UUID:
    """Deny an account everything at a unit and below it, whatever it was granted, from now on; what its holder lent
    there ends.

    Raises `AccountNotFound`, `OrgUnitNotFound`, `OrgUnitIsClosed`, `OutOfScope`, `GrantHeldAlready`, `LastHolder`.
    """
    tx.concerns(f"account {account_id}", purpose=reason)
    org_path = await get_scope_path(tx.connection, org_code, centre_code=centre_code)
    tx.caller.must_cover(org_path)
    lasting = await lock_lasting(tx.connection, now=tx.now)
    holder = await get_party(tx.connection, account_id, lock=True)
    denied = ProposedGrant(account_id, DENIED, org_path, Period(tx.now, until), Ground.DENIAL)
    check_grant(denied, holder=holder, held=await list_unrevoked(tx.connection, account_id), now=tx.now)
    if is_county_wide(org_path):
        check_not_last([each for each in lasting if each.account_id == account_id], lasting)
    denial_id = new_id()
    await give(tx, denial_id, denied, purpose=reason)
    below, above = (ACCESS_GRANT.c.org_path.bool_op(operator)(org_path) for operator in ("<@", "@>"))
    await end_lent(tx, account_id, or_(below, above))
    return denial_id


@command
async def lift_denial(tx: Transaction, denial_id: UUID, *, reason: str) -> None:
    """Let the account's grants hold again. Raises `GrantNotFound`, `RoleIsLent`, `GrantAlreadyRevoked`."""
    denial = await _lock(tx, denial_id, reason)
    if denial.role != DENIED:
        raise GrantNotFound
    own, _ = await roles_at(tx.connection, tx.caller, denial.org_path)
    if not own:
        raise RoleIsLent
    denial.must_be_unrevoked()
    await end(tx, denial)


async def _lock(tx: Transaction, grant_id: UUID, reason: str) -> HeldGrant:
    tx.concerns(f"grant {grant_id}", purpose=reason)
    grant = await lock_grant(tx.connection, grant_id)
    if not tx.caller.covers(grant.org_path):
        raise GrantNotFound
    return grant
