"""The second person: a proposal is confirmed, refused or withdrawn."""

from uuid import UUID

from sqlalchemy import update

from services.registry.accounts.domain.account import Account
from services.registry.accounts.queries import lock_account
from services.registry.grants.commands.writing import give
from services.registry.grants.domain.grant import ProposedGrant, check_delegation, check_grant
from services.registry.grants.domain.proposal import (
    Outcome,
    Proposal,
    ProposerMayNoLonger,
    check_parties,
    check_proposer,
    check_second_person,
)
from services.registry.grants.parameters import Ground
from services.registry.grants.queries import get_party, list_unrevoked, lock_proposal, roles_at
from services.registry.grants.tables import GRANT_PROPOSAL
from shared.approval.proposal import ProposalNotFound
from shared.auth.grants import list_grants
from shared.command import Transaction, command
from shared.events.registry import BreakGlassOpened


@command
async def confirm_grant(tx: Transaction, grant_id: UUID) -> None:
    """Give what was proposed, from now on. An emergency is reported to the auditors at once.

    Raises `ProposalNotFound` (also outside the caller's units), `ProposalDecided`, `NotTheSecondPerson`, `RoleIsLent`,
    `ProposalExpired`, `AccountIsDisabled` (the holder's), and what `check_parties`, `check_grant` and `_check_proposer`
    raise.
    """
    proposal = await _lock_as_second_person(tx, grant_id)
    proposal.must_be_in_time(tx.now)
    # In this order, so that two who are proposed for by each other do not wait for each other.
    parties = sorted({proposal.account_id, proposal.proposed_by})
    accounts = {each: await lock_account(tx.connection, each) for each in parties}
    accounts[proposal.account_id].must_be_usable()
    holder = await get_party(tx.connection, proposal.account_id)
    others = [each for each in (proposal.proposed_by,) if each != proposal.account_id]
    # In whose stead it was proposed, he is one with who did: neither its second person nor its holder.
    others += [each for each in (proposal.proposed_for,) if each is not None] + [tx.caller.account_id]
    check_parties(holder, *[await get_party(tx.connection, each) for each in others])
    proposed = proposal.confirmed_at(tx.now)
    held = await list_unrevoked(tx.connection, proposal.account_id)
    check_grant(proposed, holder=holder, held=held, now=tx.now)
    await _check_proposer(tx, accounts[proposal.proposed_by], proposal, proposed)
    on_behalf_of = proposal.proposed_by if proposal.ground is Ground.DELEGATION else None
    await give(tx, grant_id, proposed, purpose=proposal.purpose, on_behalf_of=on_behalf_of)
    if proposal.ground is Ground.EMERGENCY:
        _report(tx, proposal)
    await _decide(tx, grant_id, Outcome.CONFIRMED)


@command
async def refuse_grant(tx: Transaction, grant_id: UUID, *, reason: str) -> None:
    """Raises `ProposalNotFound`, `ProposalDecided`, `NotTheSecondPerson`, `RoleIsLent`."""
    await _lock_as_second_person(tx, grant_id, reason)
    await _decide(tx, grant_id, Outcome.REFUSED, reason)


@command
async def withdraw_grant(tx: Transaction, grant_id: UUID, *, reason: str) -> None:
    """Take one's own proposal back. Raises `ProposalNotFound` (also for another's), `ProposalDecided`."""
    tx.concerns(f"grant {grant_id}", purpose=reason)
    proposal = await lock_proposal(tx.connection, grant_id)
    if proposal.proposed_by != tx.caller.account_id:
        raise ProposalNotFound
    proposal.must_be_open()
    await _decide(tx, grant_id, Outcome.WITHDRAWN, reason)


async def _lock_as_second_person(tx: Transaction, grant_id: UUID, reason: str = "") -> Proposal:
    tx.concerns(f"grant {grant_id}", purpose=reason)
    proposal = await lock_proposal(tx.connection, grant_id)
    if not tx.caller.covers(proposal.org_path):
        raise ProposalNotFound
    tx.concerns(f"grant {grant_id} of account {proposal.account_id}", purpose=reason or proposal.purpose)
    own, lent = await roles_at(tx.connection, tx.caller, proposal.org_path)
    check_second_person(proposal, own, lent=lent)
    return proposal


async def _decide(tx: Transaction, grant_id: UUID, outcome: Outcome, reason: str | None = None) -> None:
    decided = {"outcome": outcome, "decided_by": tx.caller.account_id, "decided_at": tx.now, "reason": reason}
    await tx.connection.execute(update(GRANT_PROPOSAL).where(GRANT_PROPOSAL.c.grant_id == grant_id).values(decided))


async def _check_proposer(tx: Transaction, proposer: Account, proposal: Proposal, proposed: ProposedGrant) -> None:
    """What he proposed he could propose still. Raises `ProposerMayNoLonger`; of a delegation `NotYoursToDelegate`."""
    if proposer.disabled_at is not None:
        raise ProposerMayNoLonger
    if proposal.ground is Ground.DELEGATION:
        check_delegation(proposed, own=await list_unrevoked(tx.connection, proposer.account_id))
    else:
        check_proposer(proposal, await list_grants(tx.connection, proposer.account_id, now=tx.now))


def _report(tx: Transaction, proposal: Proposal) -> None:
    event = BreakGlassOpened(
        grant_id=proposal.grant_id,
        account_id=proposal.account_id,
        role=proposal.role.value,
        org_path=proposal.org_path,
        confirmed_by=tx.caller.account_id,
        opened_at=tx.now,
    )
    tx.publish(event, sequence=1)
