"""A meeting is recorded, as a draft or handed in at once; a draft is handed in; a record is corrected."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import insert

from services.registry.branch_life.commands.keeping import (
    TAKEN,
    columns_of,
    lock_record,
    store,
    tell,
)
from services.registry.branch_life.commands.overdue import tell_if_owed
from services.registry.branch_life.domain import (
    Record,
    RecordedAlready,
    Sheet,
    must_be_possible,
    submitted,
)
from services.registry.branch_life.parameters import RecordState
from services.registry.branch_life.queries import find_of_day
from services.registry.branch_life.tables import BRANCH_RECORD
from services.registry.database import refusing
from services.registry.former.commands import keep_former
from services.registry.party.domain import PartyOrganisation, PartyOrganisationNotFound
from services.registry.party.queries import find_organisation, hold_any_organisation
from shared.clock import local_date
from shared.command import Transaction, command
from shared.ids import new_id


@command
async def record_branch_meeting(
    tx: Transaction, party_org_code: str, sheet: Sheet, *, draft: bool = False
) -> Record:  # fmt: skip
    """One meeting of an organisation. A draft is told to nobody, and counts as not held.

    Raises `PartyOrganisationNotFound` (also outside the scope), `RecordInvalid`, `RecordedAlready`.
    """
    organisation = _known(tx, party_org_code, await hold_any_organisation(tx.connection, party_org_code))
    today = local_date(tx.now)
    must_be_possible(sheet, organisation, today=today)
    if await find_of_day(tx.connection, party_org_code, sheet.kind, sheet.held_on) is not None:
        raise RecordedAlready
    own = (new_id(), party_org_code, organisation.org_path, sheet, RecordState.DRAFT)
    record = Record(*own, version=1, told=0, recorded_by=tx.caller.account_id, written_by=tx.caller.hands)
    if not draft:
        record = replace(submitted(record, sheet, today), version=1)
    tx.concerns(f"branch-record {record.record_id}")
    line = {**columns_of(record), "recorded_at": tx.now}
    with refusing({TAKEN: RecordedAlready()}):
        await tx.connection.execute(insert(BRANCH_RECORD).values(line))
    if not draft:
        tell(tx, record)
    return record


@command
async def submit_branch_record(tx: Transaction, record_id: UUID, *, version: int | None = None) -> Record:
    """A draft is handed in. Raises `RecordNotFound` (also outside the scope), `RecordChanged`, `RecordNotInState`,
    `RecordInvalid`."""
    before = (await lock_record(tx, record_id, version)).written_also_by(tx.caller.hands)
    before.must_stand_in({RecordState.DRAFT})
    today = local_date(tx.now)
    must_be_possible(before.sheet, await _organisation(tx, before.party_org_code), today=today)
    after = submitted(before, before.sheet, today)
    await store(tx, after)
    tell(tx, after)
    return after


@command
async def correct_branch_record(
    tx: Transaction, record_id: UUID, sheet: Sheet, *, reason: str, version: int | None = None
) -> Record:
    """It says something else; what it said is kept. A draft stays one; any other is handed in again, to be looked at
    again: what was returned among them.

    Raises `RecordNotFound` (also outside the scope), `RecordChanged`, `RecordNotInState`, `RecordInvalid`,
    `RecordedAlready`.
    """
    before = (await lock_record(tx, record_id, version, purpose=reason)).written_also_by(tx.caller.hands)
    before.must_stand_in(frozenset(RecordState) - {RecordState.WITHDRAWN})
    today = local_date(tx.now)
    must_be_possible(sheet, await _organisation(tx, before.party_org_code), today=today)
    await keep_former(tx, BRANCH_RECORD, record_id, reason)
    if before.state is RecordState.DRAFT:
        after = replace(before, sheet=sheet, version=before.version + 1)
        await store(tx, after)
        return after
    after = submitted(before, sheet, today)
    await store(tx, after)
    tell(tx, after)
    await tell_if_owed(tx, before)  # it may have been the only one of another month
    return after


async def _organisation(tx: Transaction, party_org_code: str) -> PartyOrganisation:
    """Raises `PartyOrganisationNotFound`, also outside the scope."""
    return _known(tx, party_org_code, await find_organisation(tx.connection, party_org_code))


def _known(tx: Transaction, party_org_code: str, found: PartyOrganisation | None) -> PartyOrganisation:
    if found is None or not tx.caller.covers(found.org_path):
        raise PartyOrganisationNotFound(party_org_code=party_org_code)
    return found
