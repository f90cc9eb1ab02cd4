"""Somebody moves to another county: it is started, and completed when the other has taken him in."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import insert, update

from services.registry.applicants.parameters import MOVED_AWAY
from services.registry.party_applications.commands import end_with_file
from services.registry.settings import Registrar
from services.registry.teams.commands.following import follow_person
from services.registry.transfers.commands.placing import check_day, place
from services.registry.transfers.domain import NoTransferOpen, TransferOpen, must_be_elsewhere, must_be_near
from services.registry.transfers.parameters import Direction
from services.registry.transfers.queries import list_standing
from services.registry.transfers.tables import TRANSFER
from services.registry.veterans.commands.changing import publish_change
from services.registry.veterans.domain.standing import FileState, must_be_living
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from shared.command import Transaction, command
from shared.events.registry import VeteranTransferOutCompleted, VeteranTransferOutStarted
from shared.ids import new_id
from shared.privacy.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where to, through which month he is paid here, and what says so."""

    division_code: str
    paid_through_month: str | None
    document: str


@dataclass(frozen=True, slots=True)
class Left:
    """Since when he is gone, through which month he is paid here, and what says so."""

    moved_on: date
    paid_through_month: str | None
    document: str


@command
async def start_transfer_out(
    tx: Transaction, veteran_id: UUID, leaving: Leaving, *, registrar: Registrar, version: int | None = None
) -> int:
    """The person is about to move to another county; he is served and counted here until then. Answers the version of
    the file from now on.

    Raises `VeteranNotFound` (also outside the scope), `NotResponsible`, `FileChanged`, `PersonIsDeceased`,
    `PersonIsDeregistered`, `PersonTransferredOut`, `TransferOpen`, `TransferInvalid`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=leaving.document)
    row = await lock_file(tx.connection, veteran_id, tx.caller, version=version)
    must_be_living(row.state)
    must_be_elsewhere(leaving.division_code, registrar.county_code)
    if any(each.moved_on is None for each in await list_standing(tx.connection, veteran_id)):
        raise TransferOpen
    line = {
        "transfer_id": new_id(),
        "person_id": veteran_id,
        "direction": Direction.OUT,
        "division_code": leaving.division_code,
        "paid_through_month": leaving.paid_through_month,
        "document": leaving.document,
        "started_by": tx.caller.account_id,
        "started_at": tx.now,
    }
    await tx.connection.execute(insert(TRANSFER).values(line))
    event = VeteranTransferOutStarted(
        person_id=veteran_id,
        org_path=row.org_path,
        to_division_code=leaving.division_code,
        paid_through_month=leaving.paid_through_month,
    )
    return await publish_change(tx, row, [event], leaving_since=tx.now)


@command
async def complete_transfer_out(
    tx: Transaction, veteran_id: UUID, left: Left, *, keyring: Keyring, version: int | None = None
) -> int:
    """The other county has taken him in; he is nobody's here from that day on. The file is kept, by who kept it.
    Answers the version of the file from now on.

    Raises `VeteranNotFound` (also outside the scope), `NotResponsible`, `FileChanged`, `PersonIsDeceased`,
    `PersonIsDeregistered`, `PersonTransferredOut`, `FileErased`, `NoTransferOpen`, `TransferInvalid`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=left.document)
    row = await lock_file(tx.connection, veteran_id, tx.caller, version=version)
    must_be_living(row.state)
    must_be_readable(row)
    record = next((each for each in await list_standing(tx.connection, veteran_id) if each.moved_on is None), None)
    if record is None:
        raise NoTransferOpen
    await check_day(tx, row, left.moved_on, keyring)
    must_be_near(left.paid_through_month, left.moved_on)
    before, _ = await place(tx, row, None, left.moved_on, keyring=keyring, document=left.document)
    completed = {
        "moved_on": left.moved_on,
        "paid_through_month": left.paid_through_month,
        "completed_by": tx.caller.account_id,
        "completed_at": tx.now,
        "completion_document": left.document,
    }
    it = TRANSFER.c.transfer_id == record.transfer_id
    await tx.connection.execute(update(TRANSFER).where(it).values(completed))
    event = VeteranTransferOutCompleted(
        person_id=veteran_id,
        org_path=row.org_path,
        to_division_code=record.division_code,
        paid_through_month=left.paid_through_month,
        effective_on=left.moved_on,
        counted_before=before,
    )
    await end_with_file(tx, veteran_id, on=left.moved_on, reason=MOVED_AWAY, synthetic=row.synthetic)
    told = await publish_change(tx, row, [event], state=FileState.TRANSFERRED_OUT, leaving_since=None)
    await follow_person(tx, veteran_id, left.moved_on)
    return told
