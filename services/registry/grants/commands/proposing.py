"""Proposing a grant: for somebody else, to somebody who stands in for one, or for oneself in an emergency."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update

from services.registry.database import refusing
from services.registry.grants.domain.grant import Period, ProposedGrant, check_delegation, check_grant
from services.registry.grants.domain.proposal import Outcome, check_parties
from services.registry.grants.parameters import Ground
from services.registry.grants.queries import get_party, list_unrevoked
from services.registry.grants.tables import GRANT_PROPOSAL
from services.registry.network.queries import get_scope_path
from shared.approval.proposal import ProposalOpen
from shared.approval.proposing import by
from shared.auth.roles import Role
from shared.command import Transaction, command
from shared.ids import new_id


@dataclass(frozen=True)
class Wanted:
    """What is to be given, to whom, where, why and for how long; `valid_from` None: from its confirmation on."""

    account_id: UUID
    role: Role
    org_code: str
    purpose: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None


@command
async def propose_grant(tx: Transaction, wanted: Wanted, *, centre_code: str) -> UUID:
    """Propose a role for an account, over an active org unit and all below it. It holds once a leader has confirmed it.

    Raises `AccountNotFound`, `OrgUnitNotFound`, `OrgUnitIsClosed`, `OutOfScope`, and what `check_parties` and
    `check_grant` raise.
    """
    proposed = await _proposed(tx, wanted, Ground.APPOINTMENT, centre_code=centre_code)
    tx.caller.must_cover(proposed.org_path)
    await _check_with_caller(tx, wanted.account_id)
    return await _keep(tx, proposed, wanted)


@command
async def delegate_role(tx: Transaction, wanted: Wanted, *, centre_code: str) -> UUID:
    """Propose that somebody stands in for the caller, in a role the caller holds. Raises `NotYoursToDelegate`, else as
    `propose_grant`."""
    proposed = await _proposed(tx, wanted, Ground.DELEGATION, centre_code=centre_code)
    check_delegation(proposed, own=await list_unrevoked(tx.connection, tx.caller.account_id))
    await _check_with_caller(tx, wanted.account_id)
    return await _keep(tx, proposed, wanted)


@command
async def ask_emergency(tx: Transaction, wanted: Wanted, *, centre_code: str) -> UUID:
    """Ask for a role for oneself, for a day at most (break-glass). Raises as `propose_grant`, scope aside."""
    return await _keep(tx, await _proposed(tx, wanted, Ground.EMERGENCY, centre_code=centre_code), wanted)


async def _proposed(tx: Transaction, wanted: Wanted, ground: Ground, *, centre_code: str) -> ProposedGrant:
    tx.concerns(f"account {wanted.account_id}", purpose=wanted.purpose)
    org_path = await get_scope_path(tx.connection, wanted.org_code, centre_code=centre_code)
    period = Period(wanted.valid_from or tx.now, wanted.valid_until)
    return ProposedGrant(wanted.account_id, wanted.role, org_path, period, ground)


async def _check_with_caller(tx: Transaction, account_id: UUID) -> None:
    holder = await get_party(tx.connection, account_id)
    check_parties(holder, *[await get_party(tx.connection, each) for each in tx.caller.hands])


async def _keep(tx: Transaction, proposed: ProposedGrant, wanted: Wanted) -> UUID:
    holder = await get_party(tx.connection, wanted.account_id, lock=True)
    held = await list_unrevoked(tx.connection, wanted.account_id)
    check_grant(proposed, holder=holder, held=held, now=tx.now)
    grant_id = new_id()
    row = {
        "grant_id": grant_id,
        "account_id": wanted.account_id,
        "role": wanted.role,
        "org_path": proposed.org_path,
        "ground": proposed.ground,
        "purpose": wanted.purpose,
        "valid_from": wanted.valid_from,
        "valid_until": wanted.valid_until,
        **by(tx),
    }
    await _withdraw_expired(tx, proposed)
    with refusing({"uq_grant_proposal_open": ProposalOpen()}):
        await tx.connection.execute(insert(GRANT_PROPOSAL).values(row))
    return grant_id


async def _withdraw_expired(tx: Transaction, proposed: ProposedGrant) -> None:
    """The same, which waited for its second person until it was over: nobody could confirm it, and it would stand in
    the way."""
    asked_for = GRANT_PROPOSAL.c
    expired = update(GRANT_PROPOSAL).where(
        asked_for.account_id == proposed.account_id,
        asked_for.role == proposed.role,
        asked_for.org_path == proposed.org_path,
        asked_for.outcome.is_(None),
        asked_for.valid_until <= tx.now,
    )
    decided = {"outcome": Outcome.WITHDRAWN, "decided_by": tx.caller.account_id, "decided_at": tx.now}
    await tx.connection.execute(expired.values(**decided, reason="已过期，重新提出 · expired, proposed anew"))
