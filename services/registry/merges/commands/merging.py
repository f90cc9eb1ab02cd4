"""A second person confirms: two files become one, or two again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, update

from services.registry.applicants.queries import find_open_application
from services.registry.counting.domain import differing, uncounted
from services.registry.counting.queries import get_counted_periods
from services.registry.duplicates.domain.suspicion import SuspicionDecided, SuspicionState
from services.registry.duplicates.queries import lock_suspicion
from services.registry.duplicates.tables import DUPLICATE_SUSPICION
from services.registry.grants.queries import must_propose_still
from services.registry.kin.queries import must_not_be_recused
from services.registry.merges.domain import (
    MergedHoldsRoles,
    MergedIsApplicant,
    MergeProposal,
    NotMerged,
    SurvivorIsMerged,
    must_agree,
)
from services.registry.merges.parameters import CONFIRMED, Kind
from services.registry.merges.queries import count_roles, lock_files, lock_proposal
from services.registry.merges.tables import MERGE_PROPOSAL
from services.registry.party_memberships.commands.counting import follow_homes
from services.registry.relocations.commands import follow_closed_units
from services.registry.roles.domain import telling
from services.registry.roles.queries import list_terms
from services.registry.teams.commands.following import ALL_ALONG, follow_person, merge_memberships
from services.registry.transfers.queries import gone_again, state_again
from services.registry.veterans.commands.changing import compare_again, look_at_age, publish_change
from services.registry.veterans.domain.standing import FileState, must_be_registered
from services.registry.veterans.queries.holding import must_be_readable
from shared.approval.ending import decide
from shared.command import Transaction, command
from shared.events.registry import RolePeriod, VeteransMerged, VeteransUnmerged
from shared.privacy.keyring import Keyring


@command
async def confirm_merge(tx: Transaction, proposal_id: UUID, *, surviving_id: UUID, keyring: Keyring) -> None:
    """Do what another proposed; who confirms names the file that goes on by himself.

    One event on each of the two streams. Merged, a file is as if it had never been counted; it stays as it is, and
    leads to the survivor. Raises `ProposalNotFound`, `ProposalDecided`, `ProposedByOneself`, `ProposerMayNoLonger`,
    `SurvivorInvalid`, `DecidesOnOneself`, `DecidesOnKin`; merging `SuspicionDecided`, `PersonIsMerged`,
    `PersonIsDeregistered`, `StatesDiffer`,
    `MergedHoldsRoles`, `FileErased`; unmerging `NotMerged`, `SurvivorIsMerged`, `OrgUnitIsClosed`, `FileErased`.
    """
    proposal = await lock_proposal(tx.connection, proposal_id)
    tx.concerns(f"suspicion {proposal.suspicion_id}", purpose=proposal.document)
    proposal.must_be_open()
    proposal.must_be_anothers(tx.caller.hands)
    await must_not_be_recused(tx, proposal.surviving_id, proposal.merged_id)
    await must_propose_still(tx.connection, proposal.proposed_by, "duplicates.propose-merge", now=tx.now)
    proposal.must_keep(surviving_id)
    suspicion = await lock_suspicion(tx.connection, proposal.suspicion_id)
    files = await lock_files(tx.connection, [proposal.surviving_id, proposal.merged_id])
    if proposal.kind is Kind.MERGE:
        if suspicion.state is not SuspicionState.OPEN:
            raise SuspicionDecided
        await _merge(tx, proposal, files, keyring)
        state = SuspicionState.MERGED
    else:
        await _unmerge(tx, proposal, files, keyring)
        state = SuspicionState.OPEN
    pair = DUPLICATE_SUSPICION.c.suspicion_id == proposal.suspicion_id
    # Its version stays: what became of the pair is told on the streams of both files.
    await tx.connection.execute(update(DUPLICATE_SUSPICION).where(pair).values(state=state.value))
    await decide(tx, MERGE_PROPOSAL, proposal, CONFIRMED)


async def _merge(tx: Transaction, proposal: MergeProposal, files: Mapping[UUID, Row[Any]], keyring: Keyring) -> None:
    surviving, merged = files[proposal.surviving_id], files[proposal.merged_id]
    for row in (surviving, merged):
        must_be_registered(row.state)
        must_be_readable(row)
    must_agree(surviving.state, merged.state)
    if held := await count_roles(tx.connection, proposal.merged_id):
        raise MergedHoldsRoles(count=held)
    if await find_open_application(tx.connection, proposal.merged_id) is not None:
        raise MergedIsApplicant
    periods = await get_counted_periods(tx.connection, merged, keyring)
    terms = await _terms_counted_once(tx, proposal)
    await merge_memberships(tx, proposal.surviving_id, proposal.merged_id, merged=True)
    # Formal membership is the survivor's: what the merged file says of it counts no longer.
    await follow_homes(tx, proposal.merged_id, ALL_ALONG)
    for row, counted_before, roles_before in ((surviving, (), ()), (merged, periods, terms)):
        event = VeteransMerged(
            person_id=row.veteran_id,
            surviving_id=proposal.surviving_id,
            merged_id=proposal.merged_id,
            org_path=row.org_path,
            chosen_division=surviving.domicile_code,
            reason=proposal.reason,
            counted_before=counted_before,
            roles_before=roles_before,
        )
        changed: dict[str, Any] = (
            {} if row is surviving else {"state": FileState.MERGED, "merged_into": proposal.surviving_id}
        )
        await publish_change(tx, row, [event], **changed)
    # What the merged file was like, the survivor is from now on, and what it holds, he does.
    await compare_again(tx, merged)
    await look_at_age(tx, surviving.veteran_id)


async def _unmerge(tx: Transaction, proposal: MergeProposal, files: Mapping[UUID, Row[Any]], keyring: Keyring) -> None:
    surviving, merged = files[proposal.surviving_id], files[proposal.merged_id]
    if merged.merged_into != proposal.surviving_id:
        raise NotMerged
    if surviving.state == FileState.MERGED:
        raise SurvivorIsMerged
    must_be_readable(merged)
    state = await state_again(tx.connection, proposal.merged_id)
    periods = await get_counted_periods(tx.connection, merged, keyring)
    terms = await _terms_counted_once(tx, proposal)
    await merge_memberships(tx, proposal.surviving_id, proposal.merged_id, merged=False)
    for row, counted, roles in ((surviving, (), ()), (merged, periods, terms)):
        event = VeteransUnmerged(
            person_id=row.veteran_id,
            surviving_id=proposal.surviving_id,
            merged_id=proposal.merged_id,
            org_path=row.org_path,
            reason=proposal.reason,
            counted=counted,
            roles=roles,
        )
        changed: dict[str, Any] = {} if row is surviving else {"state": state, "merged_into": None}
        again = await publish_change(tx, row, [event], **changed)
    # While they were one, the one may have died, or come to life again.
    await follow_person(tx, proposal.merged_id, await gone_again(tx.connection, proposal.merged_id))
    if state is FileState.REGISTERED:
        await follow_closed_units(tx, proposal.merged_id, again, keyring=keyring, document=proposal.document)


async def _terms_counted_once(tx: Transaction, proposal: MergeProposal) -> tuple[RolePeriod, ...]:
    """The days of terms in roles that count while the two files are two, and not while they are one. Both are held."""
    merged = await list_terms(tx.connection, proposal.merged_id)
    others = [each for each in await list_terms(tx.connection, proposal.surviving_id) if each not in merged]
    terms = [*others, *merged]
    return telling(differing(terms, uncounted(terms), {**uncounted(others), **uncounted(merged)}))
