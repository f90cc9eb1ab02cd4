"""One person proposes what is to be done with a pair; nothing is done yet."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert

from services.registry.database import refusing
from services.registry.duplicates.domain.suspicion import SuspicionDecided, SuspicionState
from services.registry.duplicates.queries import lock_suspicion
from services.registry.kin.queries import must_not_be_recused
from services.registry.merges.domain import NotMerged, merged_of
from services.registry.merges.parameters import Kind
from services.registry.merges.queries import get_files, lock_proposal
from services.registry.merges.tables import MERGE_PROPOSAL
from services.registry.veterans.domain.standing import must_be_registered
from shared.approval.ending import refuse, withdraw
from shared.approval.proposal import ProposalOpen
from shared.approval.proposing import by
from shared.command import Transaction, command
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Ground:
    """Why, in a code, and what shows it."""

    reason: str
    document: str


@command
async def propose_merge(
    tx: Transaction, suspicion_id: UUID, surviving_id: UUID, ground: Ground, *, version: int | None = None
) -> UUID:
    """Both are one person's: `surviving_id`, which is at the right domicile, goes on. Answers the id of the proposal.

    Raises `SuspicionNotFound`, `SuspicionChanged`, `SuspicionDecided`, `SurvivorInvalid`, `PersonIsDeregistered`,
    `PersonIsMerged`, `ProposalOpen`.
    """
    tx.concerns(f"suspicion {suspicion_id}", purpose=ground.document)
    suspicion = await lock_suspicion(tx.connection, suspicion_id)
    suspicion.must_be(version)
    if suspicion.state is not SuspicionState.OPEN:
        raise SuspicionDecided
    merged_id = merged_of((suspicion.person_id, suspicion.other_person_id), surviving_id)
    for row in (await get_files(tx.connection, [surviving_id, merged_id])).values():
        must_be_registered(row.state)
    return await _propose(tx, suspicion_id, Kind.MERGE, (surviving_id, merged_id), ground)


@command
async def propose_unmerge(tx: Transaction, suspicion_id: UUID, ground: Ground) -> UUID:
    """The merge was wrong. Answers the id of the proposal. Raises `SuspicionNotFound`, `NotMerged`,
    `ProposalOpen`."""
    tx.concerns(f"suspicion {suspicion_id}", purpose=ground.document)
    suspicion = await lock_suspicion(tx.connection, suspicion_id)
    pair = (suspicion.person_id, suspicion.other_person_id)
    files = await get_files(tx.connection, pair)
    merged = [each for each in pair if files[each].merged_into in pair]
    if suspicion.state is not SuspicionState.MERGED or not merged:
        raise NotMerged
    [merged_id] = merged
    return await _propose(tx, suspicion_id, Kind.UNMERGE, (files[merged_id].merged_into, merged_id), ground)


@command
async def refuse_merge(tx: Transaction, proposal_id: UUID, *, note: str) -> None:
    """Raises `ProposalNotFound`, `ProposalDecided`, `ProposedByOneself`, `DecidesOnOneself`, `DecidesOnKin`."""
    proposal = await lock_proposal(tx.connection, proposal_id)
    tx.concerns(f"suspicion {proposal.suspicion_id}", purpose=note)
    await must_not_be_recused(tx, proposal.surviving_id, proposal.merged_id)
    await refuse(tx, MERGE_PROPOSAL, proposal, note=note)


@command
async def withdraw_merge(tx: Transaction, proposal_id: UUID, *, note: str) -> None:
    """Take one's own proposal back. Raises `ProposalNotFound` (also for another's), `ProposalDecided`."""
    proposal = await lock_proposal(tx.connection, proposal_id)
    tx.concerns(f"suspicion {proposal.suspicion_id}", purpose=note)
    await withdraw(tx, MERGE_PROPOSAL, proposal, note=note)


async def _propose(tx: Transaction, suspicion_id: UUID, kind: Kind, files: tuple[UUID, UUID], ground: Ground) -> UUID:
    proposal_id = new_id()
    line = {
        "proposal_id": proposal_id,
        "suspicion_id": suspicion_id,
        "kind": kind.value,
        "surviving_id": files[0],
        "merged_id": files[1],
        "reason": ground.reason,
        "document": ground.document,
        **by(tx),
    }
    with refusing({"uq_merge_proposal_open": ProposalOpen()}):
        await tx.connection.execute(insert(MERGE_PROPOSAL).values(line))
    return proposal_id
