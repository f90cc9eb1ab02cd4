"""A paper file is sent on; its receipt comes back; the record is revoked."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, insert, select, update

from services.registry.archive_forwardings.domain import (
    NO_SUCH_UNIT,
    ArchiveIsAway,
    ArchiveNotReceived,
    ForwardingInvalid,
    ForwardingRevoked,
    ReceiptRecorded,
    Sent,
    must_follow,
)
from services.registry.archive_forwardings.queries import get_forwarding
from services.registry.archive_forwardings.tables import ARCHIVE_FORWARDING
from services.registry.archives.commands import change_archive
from services.registry.archives.domain import ArchiveChanged
from services.registry.archives.queries import find_archive, papers_in
from services.registry.archives.tables import ARCHIVE
from services.registry.network.queries import get_code_called, hold_active_units
from services.registry.settings import Registrar
from services.registry.veterans.domain.standing import must_be_registered
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry.archives import ArchiveForwarded, ArchiveForwardingRevoked, ArchiveReceiptRecorded
from shared.ids import new_id

_HELD = ARCHIVE_FORWARDING.c


@command
async def forward_archive(
    tx: Transaction,
    veteran_id: UUID,
    sent: Sent,
    *,
    document: str,
    registrar: Registrar,
    version: int | None = None,
) -> UUID:
    """The file was sent on, of somebody who has died too. It is away until its papers are checked again, or this is
    revoked. Answers the id of the record; `version` is that of the list of papers that was decided on.

    Raises `VeteranNotFound` (also outside the scope), `NotResponsible`, `PersonIsDeregistered`, `PersonIsMerged`,
    `FileErased`, `ArchiveNotReceived`, `ArchiveChanged`, `ArchiveIsAway`, `ForwardingInvalid`, `OrgUnitNameUnclear`.
    """
    tx.concerns(f"veteran {veteran_id}", purpose=document)
    row = await lock_file(tx.connection, veteran_id, tx.caller)
    must_be_registered(row.state)
    must_be_readable(row)
    archive = await find_archive(tx.connection, veteran_id)
    if archive is None:
        raise ArchiveNotReceived
    if version not in {None, archive.version}:
        raise ArchiveChanged
    if archive.away_id is not None:
        raise ArchiveIsAway
    sent.must_be_possible(
        there=await papers_in(tx.connection, archive.archive_id),
        checked_on=archive.checked_on,
        today=local_date(tx.now),
        county_code=registrar.county_code,
    )
    to_org_code = await _hold_unit(tx, sent.unit) if sent.unit else None
    forwarding_id = new_id()
    line = {
        "forwarding_id": forwarding_id,
        "archive_id": archive.archive_id,
        "destination": sent.destination,
        "to_org_code": to_org_code,
        "to_division_code": sent.division,
        "receiver": sent.receiver,
        "forwarded_on": sent.forwarded_on,
        "papers": sorted(sent.papers),
        "document": document,
        "recorded_by": tx.caller.account_id,
        "recorded_at": tx.now,
    }
    await tx.connection.execute(insert(ARCHIVE_FORWARDING).values(line))
    event = ArchiveForwarded(
        **_of(archive, row, forwarding_id),
        destination=sent.destination,
        to_org_code=to_org_code,
        to_division_code=sent.division,
        forwarded_on=sent.forwarded_on,
    )
    await change_archive(tx, archive, row, event, away_id=forwarding_id)
    return forwarding_id


@command
async def record_archive_receipt(tx: Transaction, forwarding_id: UUID, *, received_on: date, document: str) -> None:
    """The receiver has it, and says so.

    Raises `ForwardingNotFound` (also outside the scope), `ForwardingRevoked`, `ReceiptRecorded`, `ForwardingInvalid`.
    """
    row, archive, forwarding = await _locked(tx, forwarding_id, document)
    if forwarding.received_on is not None:
        raise ReceiptRecorded
    must_follow(received_on, forwarding.forwarded_on, today=local_date(tx.now))
    receipt = {
        "received_on": received_on,
        "receipt": document,
        "receipt_by": tx.caller.account_id,
        "receipt_at": tx.now,
    }
    await _write(tx, forwarding_id, receipt)
    event = ArchiveReceiptRecorded(**_of(archive, row, forwarding_id), received_on=received_on)
    await change_archive(tx, archive, row, event, away_id=archive.away_id)


@command
async def revoke_archive_forwarding(tx: Transaction, forwarding_id: UUID, *, reason: str, document: str) -> None:
    """The record, and its receipt, were wrong; they are kept. The file is here, unless it was sent on since.

    Raises `ForwardingNotFound` (also outside the scope), `ForwardingRevoked`.
    """
    row, archive, _ = await _locked(tx, forwarding_id, document)
    revoked = {
        "revoked_by": tx.caller.account_id,
        "revoked_at": tx.now,
        "revocation_reason": reason,
        "revocation_document": document,
    }
    await _write(tx, forwarding_id, revoked)
    event = ArchiveForwardingRevoked(**_of(archive, row, forwarding_id), reason=reason)
    away_id = None if archive.away_id == forwarding_id else archive.away_id
    await change_archive(tx, archive, row, event, away_id=away_id)


async def forget_forwarded_papers(tx: Transaction, person_id: UUID) -> None:
    """Part of the command that erases a person: some papers tell of disabilities and punishments, and who has the file
    may be his employer. That it was sent on stays, and to which unit or county."""
    his = select(ARCHIVE.c.archive_id).where(ARCHIVE.c.person_id == person_id)
    forgotten = update(ARCHIVE_FORWARDING).where(_HELD.archive_id.in_(his))
    await tx.connection.execute(forgotten.values(papers=[], receiver=case((_HELD.receiver.is_not(None), ""))))


async def _hold_unit(tx: Transaction, called: str) -> str:
    """Raises `OrgUnitNameUnclear`, `ForwardingInvalid`."""
    org_code = await get_code_called(tx.connection, called, field="unit")
    if org_code not in await hold_active_units(tx.connection, [org_code]):
        raise ForwardingInvalid(fields=[NO_SUCH_UNIT])
    return org_code


async def _locked(tx: Transaction, forwarding_id: UUID, document: str) -> tuple[Row[Any], Row[Any], Row[Any]]:
    """The file of the person, that of papers, and the record, which stands."""
    found = await get_forwarding(tx.connection, forwarding_id, tx.caller)
    tx.concerns(f"veteran {found.person_id}", purpose=document)
    row = await lock_file(tx.connection, found.person_id, tx.caller)
    # Read again under the lock.
    forwarding = await get_forwarding(tx.connection, forwarding_id, tx.caller)
    if forwarding.revoked_at is not None:
        raise ForwardingRevoked
    archive = (await tx.connection.execute(select(ARCHIVE).where(ARCHIVE.c.archive_id == forwarding.archive_id))).one()
    return row, archive, forwarding


async def _write(tx: Transaction, forwarding_id: UUID, columns: dict[str, Any]) -> None:
    await tx.connection.execute(update(ARCHIVE_FORWARDING).where(_HELD.forwarding_id == forwarding_id).values(columns))


def _of(archive: Row[Any], row: Row[Any], forwarding_id: UUID) -> dict[str, Any]:
    return {
        "archive_id": archive.archive_id,
        "person_id": row.veteran_id,
        "org_path": row.org_path,
        "forwarding_id": forwarding_id,
    }
