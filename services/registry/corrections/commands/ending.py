"""A proposed correction of an identity is refused by a second person, or taken back."""

from uuid import UUID

from services.registry.corrections.domain.identity import IdentityProposal
from services.registry.corrections.queries.identities import lock_identity_correction
from services.registry.corrections.queries.subjects import subject_of_correction
from services.registry.corrections.tables import IDENTITY_CORRECTION
from services.registry.kin.queries import must_not_be_recused
from shared.approval.ending import refuse, withdraw
from shared.command import Transaction, command


@command
async def refuse_identity_correction(tx: Transaction, correction_id: UUID, *, reason: str) -> None:
    """Raises `ProposalNotFound` (also outside the scope), `ProposalDecided`, `ProposedByOneself`, `DecidesOnOneself`,
    `DecidesOnKin`."""
    proposed = await _locked(tx, correction_id, reason)
    await must_not_be_recused(tx, proposed.person_id)
    await refuse(tx, IDENTITY_CORRECTION, proposed, reason=reason)


@command
async def refuse_companion_correction(tx: Transaction, correction_id: UUID, *, reason: str) -> None:
    """The same of a relative or proxy."""
    proposed = await _locked(tx, correction_id, reason, of_companion=True)
    await must_not_be_recused(tx, proposed.person_id)
    await refuse(tx, IDENTITY_CORRECTION, proposed, reason=reason)


@command
async def withdraw_identity_correction(tx: Transaction, correction_id: UUID, *, reason: str) -> None:
    """Take one's own proposal back. Raises `ProposalNotFound` (also for another's), `ProposalDecided`."""
    await withdraw(tx, IDENTITY_CORRECTION, await _locked(tx, correction_id, reason), reason=reason)


@command
async def withdraw_companion_correction(tx: Transaction, correction_id: UUID, *, reason: str) -> None:
    """The same of a relative or proxy."""
    proposed = await _locked(tx, correction_id, reason, of_companion=True)
    await withdraw(tx, IDENTITY_CORRECTION, proposed, reason=reason)


async def _locked(tx: Transaction, correction_id: UUID, reason: str, *, of_companion: bool = False) -> IdentityProposal:
    proposed = await lock_identity_correction(tx.connection, correction_id, tx.caller, of_companion=of_companion)
    tx.concerns(await subject_of_correction(tx.connection, proposed.person_id, proposed.beside_id), purpose=reason)
    return proposed
