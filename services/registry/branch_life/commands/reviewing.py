"""Somebody above accepts a record or returns it; who recorded it takes it back."""

from dataclasses import replace
from uuid import UUID

from services.registry.branch_life.commands.keeping import lock_record, store
from services.registry.branch_life.commands.overdue import tell_if_owed
from services.registry.branch_life.domain import Record
from services.registry.branch_life.parameters import RecordState
from shared.command import Transaction, command
from shared.events.registry.branch_life import BranchMeetingReturned, BranchMeetingWithdrawn


@command
async def accept_branch_record(tx: Transaction, record_id: UUID, *, version: int | None = None) -> Record:
    """It is as it must be. Raises `RecordNotFound` (also outside the scope), `RecordChanged`, `RecordNotInState`,
    `OwnRecord`."""
    before = await _looked_at(tx, record_id, version)
    after = replace(before, state=RecordState.ACCEPTED, version=before.version + 1)
    await store(tx, after)
    return after


@command
async def return_branch_record(
    tx: Transaction, record_id: UUID, *, reason: str, note: str, version: int | None = None
) -> Record:
    """It is to be corrected and handed in again; until then nothing was held. Raises as `accept_branch_record`
    does."""
    before = await _looked_at(tx, record_id, version, purpose=note)
    after = replace(
        before,
        state=RecordState.RETURNED,
        return_reason=reason,
        return_note=note,
        version=before.version + 1,
        told=before.told + 1,
    )
    await store(tx, after)
    event = BranchMeetingReturned(
        record_id=record_id,
        party_org_code=after.party_org_code,
        org_path=after.org_path,
        kind=after.sheet.kind,
        period=after.sheet.period.code,
        reason=reason,
    )
    tx.publish(event, sequence=after.told)
    await tell_if_owed(tx, after)
    return after


@command
async def withdraw_branch_record(
    tx: Transaction, record_id: UUID, *, reason: str, note: str, version: int | None = None
) -> Record:
    """It should not have been recorded; it is kept. Raises `RecordNotFound` (also outside the scope), `RecordChanged`,
    `RecordNotInState`."""
    before = await lock_record(tx, record_id, version, purpose=note)
    before.must_stand_in(frozenset(RecordState) - {RecordState.WITHDRAWN})
    was_told = before.told > 0
    after = replace(
        before,
        state=RecordState.WITHDRAWN,
        withdrawal=reason,
        version=before.version + 1,
        told=before.told + was_told,
    )
    await store(tx, after)
    if was_told:
        event = BranchMeetingWithdrawn(
            record_id=record_id,
            party_org_code=after.party_org_code,
            org_path=after.org_path,
            kind=after.sheet.kind,
            period=after.sheet.period.code,
            reason=reason,
        )
        tx.publish(event, sequence=after.told)
        await tell_if_owed(tx, after)
    return after


async def _looked_at(tx: Transaction, record_id: UUID, version: int | None, *, purpose: str = "") -> Record:
    """Raises `OwnRecord`, `RecordNotInState`."""
    record = await lock_record(tx, record_id, version, purpose=purpose)
    record.must_stand_in({RecordState.SUBMITTED})
    record.must_be_anothers(tx.caller.hands)
    return record
