"""Parts of commands: a record for this transaction alone, what is written of it, and what is told."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import update

from services.registry.branch_life.domain import Record, RecordedAlready, RecordNotFound
from services.registry.branch_life.parameters import THEME_DAY
from services.registry.branch_life.queries import find_locked
from services.registry.branch_life.tables import BRANCH_RECORD
from services.registry.database import refusing
from shared.command import Transaction
from shared.events.registry.branch_life import BranchMeetingRecorded, ThemePartyDayHeld

TAKEN = "uq_branch_record_day"


async def lock_record(tx: Transaction, record_id: UUID, version: int | None, *, purpose: str = "") -> Record:
    """Raises `RecordNotFound` (also outside the scope), `RecordChanged`."""
    tx.concerns(f"branch-record {record_id}", purpose=purpose)
    record = await find_locked(tx.connection, record_id)
    if record is None or not tx.caller.covers(record.org_path):
        raise RecordNotFound
    record.must_be(version)
    return record


def columns_of(record: Record) -> dict[str, Any]:
    """Of `branch_record`."""
    own = {name: value for name, value in asdict(record).items() if name != "sheet"}
    return {**own, **asdict(record.sheet), "period": record.sheet.period.code}


async def store(tx: Transaction, record: Record) -> None:
    """As it stands from now on. Raises `RecordedAlready`."""
    own = BRANCH_RECORD.c.record_id == record.record_id
    with refusing({TAKEN: RecordedAlready()}):
        await tx.connection.execute(update(BRANCH_RECORD).where(own).values(columns_of(record)))


def tell(tx: Transaction, record: Record) -> None:
    """It was handed in: for the first time, or again with what it says now."""
    sheet = record.sheet
    told: dict[str, Any] = {
        "record_id": record.record_id,
        "party_org_code": record.party_org_code,
        "org_path": record.org_path,
        "held_on": sheet.held_on,
        "expected": sheet.expected,
        "present": sheet.present,
        "late_days": record.late_days,
    }
    period = sheet.period.code
    if sheet.kind == THEME_DAY:
        tx.publish(ThemePartyDayHeld(**told, month=period), sequence=record.told)
    else:
        tx.publish(BranchMeetingRecorded(**told, kind=sheet.kind, period=period), sequence=record.told)
