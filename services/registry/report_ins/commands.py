"""Somebody reported in; what was recorded of it is corrected, revoked."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, update

from services.registry.corrections.commands.keeping import restate
from services.registry.corrections.domain.timeline import Fact
from services.registry.corrections.queries.values import value_in
from services.registry.report_ins.domain import NoReportIn, ReportIn, ReportInRecorded
from services.registry.report_ins.parameters import CORRECTED
from services.registry.report_ins.queries import find_standing
from services.registry.report_ins.rules import File, must_be_possible
from services.registry.report_ins.tables import REPORT_IN
from services.registry.veterans.commands.changing import publish_change, write_field
from services.registry.veterans.domain.standing import must_be_living
from services.registry.veterans.parameters.fields import FIELD
from services.registry.veterans.queries.files import opened
from services.registry.veterans.queries.holding import lock_file, must_be_readable
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import DischargeReportCorrected, DischargeReportedIn, DischargeReportRevoked
from shared.ids import new_id
from shared.partial_date import PartialDate
from shared.privacy.identity_number import born_on
from shared.privacy.keyring import Keyring

# What the file has of it.
REPORTED = "reported_in_on"


@dataclass(frozen=True, slots=True)
class DocumentedReportIn:
    """A report-in, and what says so."""

    report_in: ReportIn
    document: str


@command
async def record_report_in(
    tx: Transaction, veteran_id: UUID, told: DocumentedReportIn, *, keyring: Keyring, version: int | None = None
) -> int:
    """Somebody reported in after the discharge. Answers the version of the file from now on.

    `version` is the one that was decided on, where it is known. Raises `VeteranNotFound` (also outside the scope),
    `FileChanged`, `PersonIsDeregistered`, `PersonIsDeceased`, `FileErased`, `ReportInRecorded`, `ReportInInvalid`.
    """
    row = await _locked(tx, veteran_id, told.document, version)
    if await find_standing(tx.connection, veteran_id) is not None:
        raise ReportInRecorded
    await _write(tx, row, told, keyring)
    return await publish_change(tx, row, [DischargeReportedIn(**_facts(row, told.report_in))])


@command
async def correct_report_in(
    tx: Transaction, veteran_id: UUID, told: DocumentedReportIn, *, keyring: Keyring, version: int | None = None
) -> int:
    """What was recorded was wrong, or wanted the day of the ceremony; it is kept. Answers the version of the file.

    Raises as `record_report_in` does, and `NoReportIn`.
    """
    row = await _locked(tx, veteran_id, told.document, version)
    await _end(tx, veteran_id, CORRECTED, told.document)
    await _write(tx, row, told, keyring)
    return await publish_change(tx, row, [DischargeReportCorrected(**_facts(row, told.report_in))])


@command
async def revoke_report_in(
    tx: Transaction, veteran_id: UUID, *, reason: str, document: str, keyring: Keyring, version: int | None = None
) -> int:
    """It was recorded by mistake, and is as if it had never been; it is kept. Answers the version of the file.

    Raises `VeteranNotFound` (also outside the scope), `FileChanged`, `PersonIsDeregistered`, `PersonIsDeceased`,
    `FileErased`, `NoReportIn`.
    """
    row = await _locked(tx, veteran_id, document, version)
    ended = await _end(tx, veteran_id, reason, document)
    await _restate(tx, row, None, document, keyring)
    event = DischargeReportRevoked(
        person_id=veteran_id, org_path=row.org_path, reported_on=ended.reported_on, reason=reason
    )
    return await publish_change(tx, row, [event])


async def forget_report_ins(tx: Transaction, person_id: UUID) -> None:
    """Part of the command that erases a person: the dates of service stand in them, and illnesses."""
    await tx.connection.execute(delete(REPORT_IN).where(REPORT_IN.c.person_id == person_id))


async def _locked(tx: Transaction, veteran_id: UUID, document: str, version: int | None) -> Row[Any]:
    tx.concerns(f"veteran {veteran_id}", purpose=document)
    row = await lock_file(tx.connection, veteran_id, tx.caller, version=version)
    must_be_living(row.state)
    must_be_readable(row)
    return row


async def _end(tx: Transaction, veteran_id: UUID, reason: str, document: str) -> Row[Any]:
    """What was believed is believed no longer. Raises `NoReportIn`."""
    standing = await find_standing(tx.connection, veteran_id)
    if standing is None:
        raise NoReportIn
    ended = {"ended_by": tx.caller.account_id, "ended_at": tx.now, "end_reason": reason, "end_document": document}
    own = REPORT_IN.c.report_in_id == standing.report_in_id
    await tx.connection.execute(update(REPORT_IN).where(own).values(ended))
    return standing


async def _write(tx: Transaction, row: Row[Any], told: DocumentedReportIn, keyring: Keyring) -> None:
    """Raises `ReportInInvalid`."""
    report_in = told.report_in
    number = opened(row, keyring, ["id_number"])["id_number"]
    enlisted, discharged = (_known(row, name, keyring) for name in ("enlisted_on", "discharged_on"))
    must_be_possible(report_in, File(born_on(number.reveal()), enlisted, discharged, local_date(tx.now)))
    line = {
        "report_in_id": new_id(),
        "person_id": row.veteran_id,
        **asdict(report_in),
        "late_days": report_in.late_days,
        "document": told.document,
        "recorded_by": tx.caller.account_id,
        "recorded_at": tx.now,
    }
    await tx.connection.execute(insert(REPORT_IN).values(line))
    await _restate(tx, row, report_in.reported_on, told.document, keyring)


async def _restate(tx: Transaction, row: Row[Any], on: date | None, document: str, keyring: Keyring) -> None:
    """The file says the same, and keeps what it said before (R8)."""
    if row._mapping[REPORTED] == on:
        return
    said = Fact(None, row.registered_on, None if on is None else on.isoformat())
    await restate(tx, row, REPORTED, said, keyring=keyring, document=document)
    await write_field(tx, row, REPORTED, {REPORTED: on})


def _known(row: Row[Any], name: str, keyring: Keyring) -> PartialDate | None:
    value = value_in(row, FIELD[name], keyring)
    return value if isinstance(value, PartialDate) else None


def _facts(row: Row[Any], report_in: ReportIn) -> dict[str, Any]:
    return {
        "person_id": row.veteran_id,
        "org_path": row.org_path,
        "reported_on": report_in.reported_on,
        "late_days": report_in.late_days,
        "ceremony": report_in.ceremony_on,
    }
