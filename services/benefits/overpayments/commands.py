"""Asking back what was overpaid, recording what came back, and ending it otherwise."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update

from services.benefits.kin.queries import must_not_be_recused
from services.benefits.overpayments.domain import (
    DAY_AHEAD,
    MORE_THAN_OPEN,
    NOTHING_CAME,
    NothingOverpaid,
    Overpayment,
    OverpaymentChanged,
    OverpaymentNotFound,
    RecordedByOneself,
    RecoveryInvalid,
    RecoveryNotFound,
)
from services.benefits.overpayments.queries import count_alone, find_alone, find_overpaid, load_overpayment, waits
from services.benefits.overpayments.tables import RECOVERY
from services.benefits.payments.domain.months import Month
from services.benefits.payments.queries import lock_entitlement
from services.benefits.payments.tables import OVERPAID_MONTH, OVERPAYMENT, WITHDRAWN, WRITTEN_OFF
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.auth.hands import are_of
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.locks import of_text
from shared.events.benefits import (
    OverpaymentIdentified,
    OverpaymentRecovered,
    OverpaymentRecoveryRevoked,
    OverpaymentWithdrawn,
    OverpaymentWrittenOff,
)
from shared.events.contract import Event
from shared.ids import new_id
from shared.privacy.keyring import Keyring

# Batches wait for it, and it for them: what was paid does not change while it is reckoned.
_TURN = select(func.pg_advisory_xact_lock(*of_text("payment batches")))


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back: how much, how, when, by which document."""

    fen: int
    way_code: str
    recovered_on: date
    document: str


@command
async def identify_overpayment(
    tx: Transaction, entitlement_id: UUID, *, document: str, keyring: Keyring, recusal: Recusal = NOT_RECUSED
) -> UUID:
    """Ask back what was paid of the entitlement up to this month and was not due, and is not asked back already.
    Answers the overpayment. `recusal`, here and below: on whom the caller decides nothing: from them he asks nothing
    back, and of what is asked back he records and ends nothing.

    Raises `EntitlementNotFound`, `DecidesOnOneself`, `DecidesOnKin`, `StandsInForParty`, `NothingOverpaid`.
    """
    overpayment_id, month = new_id(), Month.of(local_date(tx.now))
    tx.concerns(f"overpayment {overpayment_id}", purpose=document)
    await tx.connection.execute(_TURN)
    held = await lock_entitlement(tx.connection, entitlement_id, month)
    await must_not_be_recused(tx, recusal, held.person_id)
    found = (await find_overpaid(tx.connection, month, keyring)).get(entitlement_id, ())
    if not found:
        raise NothingOverpaid
    total = sum(each.fen for each in found)
    row = {
        "overpayment_id": overpayment_id,
        "entitlement_id": entitlement_id,
        "fen": total,
        "recovered_fen": 0,
        "document": document,
        "identified_by": tx.caller.account_id,
        "identified_for": tx.caller.on_behalf_of,
        "identified_at": tx.now,
        "synthetic": held.synthetic,
        "version": 1,
    }
    await tx.connection.execute(insert(OVERPAYMENT).values(row))
    lines = [{"overpayment_id": overpayment_id, "month": each.month.first_day, "fen": each.fen} for each in found]
    await tx.connection.execute(insert(OVERPAID_MONTH), lines)
    event = OverpaymentIdentified(
        overpayment_id=overpayment_id,
        entitlement_id=entitlement_id,
        person_id=held.person_id,
        programme_code=held.programme_code,
        org_path=held.org_path,
        months=tuple(str(each.month) for each in found),
        amount_fen=total,
    )
    tx.publish(event, sequence=1, synthetic=held.synthetic, effective_on=local_date(tx.now))
    return overpayment_id


@command
async def record_recovery(
    tx: Transaction,
    overpayment_id: UUID,
    returned: Returned,
    *,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> UUID:
    """Some or all of it came back; a sum above what one person alone records of it, all together, counts once another
    confirmed it. Answers the recovery.

    Raises what `_locked` does, `OverpaymentClosed`, `RecoveryInvalid`.
    """
    row, owed, told = await _locked(tx, overpayment_id, returned.document, recusal, version)
    owed.must_be_open()
    RecoveryInvalid.refuse(
        (DAY_AHEAD, returned.recovered_on > local_date(tx.now)),
        (MORE_THAN_OPEN, returned.fen > owed.open_fen - owed.waiting_fen),
        (NOTHING_CAME, returned.fen < 1),
    )
    alone = await find_alone(tx.connection, local_date(tx.now))
    before = await count_alone(tx.connection, overpayment_id, tx.caller.hands)
    line = {
        "recovery_id": (recovery_id := new_id()),
        "overpayment_id": overpayment_id,
        "fen": returned.fen,
        "way_code": returned.way_code,
        "recovered_on": returned.recovered_on,
        "document": returned.document,
        "recorded_by": tx.caller.account_id,
        "recorded_for": tx.caller.on_behalf_of,
        "recorded_at": tx.now,
        "is_large": alone is not None and before + returned.fen > alone,
    }
    kept = (await tx.connection.execute(insert(RECOVERY).values(line).returning(RECOVERY))).one()
    if not kept.is_large:
        await _count(tx, row, owed, kept, told)
    return recovery_id


@command
async def confirm_recovery(
    tx: Transaction,
    overpayment_id: UUID,
    recovery_id: UUID,
    *,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> None:
    """A second person has looked at it: from now on it counts.

    Raises what `_locked` does, `RecoveryNotFound`, `RecordedByOneself`.
    """
    row, owed, told = await _locked(tx, overpayment_id, "", recusal, version)
    mine = (RECOVERY.c.recovery_id == recovery_id, RECOVERY.c.overpayment_id == overpayment_id, waits())
    kept = (await tx.connection.execute(select(RECOVERY).where(*mine))).one_or_none()
    if kept is None:
        raise RecoveryNotFound
    if are_of(tx.caller.hands, (kept.recorded_by, kept.recorded_for)):
        raise RecordedByOneself
    known = {"confirmed_by": tx.caller.account_id, "confirmed_at": tx.now}
    await tx.connection.execute(update(RECOVERY).where(RECOVERY.c.recovery_id == recovery_id).values(known))
    await _count(tx, row, owed, kept, told)


@command
async def revoke_recovery(
    tx: Transaction,
    overpayment_id: UUID,
    recovery_id: UUID,
    *,
    reason: str,
    recusal: Recusal = NOT_RECUSED,
    version: int | None = None,
) -> None:
    """It did not come back, or otherwise: then it is recorded anew. Of what waited still nobody was told. What was
    written off was the rest beside it, so it is open again, to be written off or asked for as a whole.

    Raises what `_locked` does, `RecoveryNotFound`.
    """
    row, owed, told = await _locked(tx, overpayment_id, reason, recusal, version)
    stands = (
        RECOVERY.c.recovery_id == recovery_id,
        RECOVERY.c.overpayment_id == overpayment_id,
        RECOVERY.c.revoked_at.is_(None),
    )
    known = {"revoked_by": tx.caller.account_id, "revoked_at": tx.now, "revoked_why": reason}
    kept = (
        await tx.connection.execute(update(RECOVERY).where(*stands).values(known).returning(RECOVERY))
    ).one_or_none()
    if kept is None:
        raise RecoveryNotFound
    if kept.is_large and kept.confirmed_at is None:
        return
    left = owed.recovered_fen - int(kept.fen)
    is_withdrawn = row.end == WITHDRAWN
    open_again = {} if is_withdrawn else dict.fromkeys(("end", "ended_by", "ended_at", "ended_why"))
    event = OverpaymentRecoveryRevoked(
        **told, recovery_id=recovery_id, open_fen=0 if is_withdrawn else owed.fen - left
    )  # fmt: skip
    await _keep(tx, row, event, local_date(tx.now), recovered_fen=left, **open_again)


@command
async def write_off_overpayment(
    tx: Transaction, overpayment_id: UUID, *, document: str, recusal: Recusal = NOT_RECUSED, version: int | None = None
) -> None:
    """What is left of it is asked back no longer.

    Raises what `_locked` does, `OverpaymentClosed`, `RecoveryWaits`, `IdentifiedByOneself`.
    """
    row, owed, told = await _locked(tx, overpayment_id, document, recusal, version)
    owed.must_be_open()
    owed.must_be_settled()
    owed.must_be_another_of(tx.caller.hands)
    await _end(tx, row, WRITTEN_OFF, document, OverpaymentWrittenOff(**told, amount_fen=owed.open_fen))


@command
async def withdraw_overpayment(
    tx: Transaction, overpayment_id: UUID, *, reason: str, recusal: Recusal = NOT_RECUSED, version: int | None = None
) -> None:
    """It was no overpayment: what came back of it meanwhile is owed again.

    Raises what `_locked` does, `OverpaymentClosed`, `RecoveryWaits`.
    """
    row, owed, told = await _locked(tx, overpayment_id, reason, recusal, version)
    owed.must_be_open()
    owed.must_be_settled()
    await _end(tx, row, WITHDRAWN, reason, OverpaymentWithdrawn(**told))


async def _locked(
    tx: Transaction, overpayment_id: UUID, purpose: str, recusal: Recusal, version: int | None
) -> tuple[Row[Any], Overpayment, dict[str, Any]]:
    """The row, what rules see of it, and what each event says of it. Raises `OverpaymentNotFound`,
    `OverpaymentChanged`, `DecidesOnOneself`, `DecidesOnKin`, `StandsInForParty`."""
    tx.concerns(f"overpayment {overpayment_id}", purpose=purpose)
    await tx.connection.execute(_TURN)
    wanted = select(OVERPAYMENT).where(OVERPAYMENT.c.overpayment_id == overpayment_id).with_for_update()
    row = (await tx.connection.execute(wanted)).one_or_none()
    if row is None:
        raise OverpaymentNotFound
    if version not in {None, row.version}:
        raise OverpaymentChanged
    held = await lock_entitlement(tx.connection, row.entitlement_id, Month.of(local_date(tx.now)))
    await must_not_be_recused(tx, recusal, held.person_id)
    told = {"overpayment_id": overpayment_id, "person_id": held.person_id, "org_path": held.org_path}
    return row, await load_overpayment(tx.connection, row), told


async def _count(tx: Transaction, row: Row[Any], owed: Overpayment, kept: Row[Any], told: dict[str, Any]) -> None:
    """It counts as come back from now on, and that is told."""
    event = OverpaymentRecovered(
        **told,
        recovery_id=kept.recovery_id,
        amount_fen=kept.fen,
        open_fen=owed.open_fen - kept.fen,
        way=kept.way_code,
        recovered_on=kept.recovered_on,
    )
    await _keep(tx, row, event, kept.recovered_on, recovered_fen=owed.recovered_fen + kept.fen)


async def _end(tx: Transaction, row: Row[Any], end: str, why: str, event: Event) -> None:
    known = {"end": end, "ended_by": tx.caller.account_id, "ended_at": tx.now, "ended_why": why}
    await _keep(tx, row, event, local_date(tx.now), **known)


async def _keep(tx: Transaction, row: Row[Any], event: Event, on: date, **known: Any) -> None:
    own = OVERPAYMENT.c.overpayment_id == row.overpayment_id
    await tx.connection.execute(update(OVERPAYMENT).where(own).values(**known, version=row.version + 1))
    tx.publish(event, sequence=row.version + 1, synthetic=row.synthetic, effective_on=on)
