"""What commands about entitlements write: the row, its suspensions, what was done and the event that tells of it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, update

from services.benefits.payments.domain.entitlements import Act, Held
from services.benefits.payments.domain.months import Month
from services.benefits.payments.tables import ENTITLEMENT, ENTITLEMENT_ACT, SUSPENSION
from shared.command import Transaction
from shared.database.locks import of_text
from shared.events.contract import Event


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: from which month on, for what reason, by which document. `month` of an end is the last one."""

    act: Act
    month: Month
    document: str
    reason_code: str | None = None


async def one_at_a_time(tx: Transaction, goes_on: UUID) -> None:
    """What a person is granted beside what else he has is decided one after the other (rule B3)."""
    await tx.connection.execute(select(func.pg_advisory_xact_lock(*of_text(f"entitlements of {goes_on}"))))


async def record(
    tx: Transaction, entitlement_id: UUID, number: int, done: Done, event: Event, *, synthetic: bool
) -> None:
    """That it was done, and tell of it."""
    line = {
        "entitlement_id": entitlement_id,
        "number": number,
        "act": done.act.value,
        "month": done.month.first_day,
        "reason_code": done.reason_code,
        "document": done.document,
        "done_by": tx.caller.account_id,
        "done_at": tx.now,
    }
    await tx.connection.execute(insert(ENTITLEMENT_ACT).values(line))
    tx.publish(event, sequence=number, synthetic=synthetic, effective_on=done.month.first_day)


async def keep(tx: Transaction, row: Row[Any], held: Held, **more: Any) -> None:
    """The months as they are from now on, and what else of the row is another one."""
    last = held.span.last
    months = {"first_month": held.span.first.first_day, "last_month": last.first_day if last else None}
    own = ENTITLEMENT.c.entitlement_id == row.entitlement_id
    await tx.connection.execute(update(ENTITLEMENT).where(own).values(**months, **more, version=row.version + 1))


async def keep_suspensions(tx: Transaction, row: Row[Any], held: Held) -> None:
    """Those that there are from now on."""
    await tx.connection.execute(delete(SUSPENSION).where(SUSPENSION.c.entitlement_id == row.entitlement_id))
    lines = [
        {
            "entitlement_id": row.entitlement_id,
            "first_month": span.first.first_day,
            "last_month": span.last.first_day if span.last else None,
        }
        for span in held.suspended
    ]
    if lines:
        await tx.connection.execute(insert(SUSPENSION), lines)
