"""Somebody made sure of a person in a year; nobody did; the record is revoked."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.registry.confirmations.domain import (
    ConfirmationNotFound,
    ConfirmationRevoked,
    ConfirmedAlready,
    MissedAlready,
    Years,
)
from services.registry.confirmations.parameters import CONFIRMED_LATE
from services.registry.confirmations.queries import find_confirmation, find_standing
from services.registry.confirmations.tables import ANNUAL_CONFIRMATION
from services.registry.veterans.domain.standing import must_be_living
from services.registry.veterans.queries.files import VeteranNotFound
from services.registry.veterans.queries.holding import lock_file
from shared.clock import local_date
from shared.command import Transaction, command
from shared.events.registry import AnnualConfirmationMissed, AnnualConfirmationRecorded, AnnualConfirmationRevoked
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How somebody made sure of a person, when, and what came of it."""

    year: int
    method: str
    result: str
    confirmed_on: date
    document: str


@command
async def record_confirmation(tx: Transaction, veteran_id: UUID, confirmed: Confirmed) -> UUID:
    """Answers the id of the record. A year that was recorded as missed is so no longer.

    Raises `VeteranNotFound` (also outside the scope), `PersonIsDeregistered`, `PersonIsDeceased`,
    `ConfirmationInvalid`, `ConfirmedAlready`.
    """
    row = await _locked(tx, veteran_id, confirmed.document)
    Years(row.registered_on, local_date(tx.now)).must_have(confirmed.year, confirmed.confirmed_on)
    standing = await find_standing(tx.connection, veteran_id, confirmed.year)
    if standing is not None:
        if standing.method is not None:
            raise ConfirmedAlready(year=confirmed.year)
        await _revoke(tx, standing, row, CONFIRMED_LATE)
    facts: dict[str, Any] = {
        "year": confirmed.year,
        "method": confirmed.method,
        "result": confirmed.result,
        "confirmed_on": confirmed.confirmed_on,
    }
    confirmation_id = await _insert(tx, veteran_id, document=confirmed.document, **facts)
    event = AnnualConfirmationRecorded(**_of(confirmation_id, row), **facts)
    tx.publish(event, sequence=1, synthetic=row.synthetic)
    return confirmation_id


@command
async def record_missed(tx: Transaction, veteran_id: UUID, *, year: int, document: str) -> UUID:
    """Nobody made sure of the person in a year that is over. Answers the id of the record.

    Raises `VeteranNotFound` (also outside the scope), `PersonIsDeregistered`, `PersonIsDeceased`,
    `ConfirmationInvalid`, `ConfirmedAlready`, `MissedAlready`.
    """
    row = await _locked(tx, veteran_id, document)
    Years(row.registered_on, local_date(tx.now)).must_have_missed(year)
    standing = await find_standing(tx.connection, veteran_id, year)
    if standing is not None:
        raise MissedAlready(year=year) if standing.method is None else ConfirmedAlready(year=year)
    confirmation_id = await _insert(tx, veteran_id, document=document, year=year)
    event = AnnualConfirmationMissed(**_of(confirmation_id, row), year=year)
    tx.publish(event, sequence=1, synthetic=row.synthetic)
    return confirmation_id


@command
async def revoke_confirmation(tx: Transaction, confirmation_id: UUID, *, reason: str, document: str) -> None:
    """The record was wrong, of the dead too; it is kept, and the year can be recorded anew.

    Raises `ConfirmationNotFound` (also outside the scope), `ConfirmationRevoked`.
    """
    tx.concerns(f"confirmation {confirmation_id}", purpose=document)
    found = await find_confirmation(tx.connection, confirmation_id)
    if found is None:
        raise ConfirmationNotFound
    try:
        row = await lock_file(tx.connection, found.person_id, tx.caller)
    except VeteranNotFound as hidden:
        raise ConfirmationNotFound from hidden.__cause__
    tx.concerns(f"veteran {found.person_id}", purpose=document)  # it stands in the story of the file
    # Read again under the lock.
    found = await find_confirmation(tx.connection, confirmation_id)
    if found is None or found.revoked_at is not None:
        raise ConfirmationRevoked
    await _revoke(tx, found, row, reason)


async def _locked(tx: Transaction, veteran_id: UUID, document: str) -> Row[Any]:
    tx.concerns(f"veteran {veteran_id}", purpose=document)
    row = await lock_file(tx.connection, veteran_id, tx.caller)
    must_be_living(row.state)
    return row


async def _insert(tx: Transaction, veteran_id: UUID, **facts: Any) -> UUID:
    confirmation_id = new_id()
    line = {
        "confirmation_id": confirmation_id,
        "person_id": veteran_id,
        "version": 1,
        "recorded_by": tx.caller.account_id,
        "recorded_at": tx.now,
        **facts,
    }
    await tx.connection.execute(insert(ANNUAL_CONFIRMATION).values(line))
    return confirmation_id


async def _revoke(tx: Transaction, standing: Row[Any], row: Row[Any], reason: str) -> None:
    revoked = {
        "version": standing.version + 1,
        "revoked_by": tx.caller.account_id,
        "revoked_at": tx.now,
        "revocation_reason": reason,
    }
    own = ANNUAL_CONFIRMATION.c.confirmation_id == standing.confirmation_id
    await tx.connection.execute(update(ANNUAL_CONFIRMATION).where(own).values(revoked))
    event = AnnualConfirmationRevoked(**_of(standing.confirmation_id, row), year=standing.year, reason=reason)
    tx.publish(event, sequence=standing.version + 1, synthetic=row.synthetic)


def _of(confirmation_id: UUID, row: Row[Any]) -> dict[str, Any]:
    return {"confirmation_id": confirmation_id, "person_id": row.veteran_id, "org_path": row.org_path}
