"""Setting an amount from a day on, and withdrawing what was set by mistake."""

from datetime import date
from uuid import UUID

from sqlalchemy import insert, select, update

from services.benefits.amounts.domain import (
    MORE_THAN_THE_WHOLE,
    PER_MILLE,
    AmountExists,
    AmountInvalid,
    AmountNotFound,
    AmountWithdrawn,
)
from services.benefits.amounts.parameters import TABLES
from services.benefits.amounts.tables import AMOUNT_LINE
from shared.command import Transaction, command
from shared.database.guards import refusing
from shared.ids import new_id


@command
async def set_amount(tx: Transaction, *, table: str, key: str, since: date, value: int, source: str) -> UUID:
    """From the day on until the next line of the same table and key. Answers the line's id. Raises `AmountInvalid`,
    `AmountExists`."""
    line_id = new_id()
    tx.concerns(f"amount {table} {key}".rstrip(), purpose=source)
    if TABLES[table].is_share and value > PER_MILLE:
        raise AmountInvalid(fields=[MORE_THAN_THE_WHOLE])
    row = {
        "line_id": line_id,
        "table_code": table,
        "key": key,
        "since": since,
        "value": value,
        "source": source,
        "set_by": tx.caller.account_id,
        "set_at": tx.now,
    }
    with refusing({"uq_amount_line_standing": AmountExists()}):
        await tx.connection.execute(insert(AMOUNT_LINE).values(row))
    return line_id


@command
async def withdraw_amount(tx: Transaction, line_id: UUID, *, reason: str) -> None:
    """It was set by mistake: the line before it holds again, or another one is set for the day.

    Raises `AmountNotFound`, `AmountWithdrawn`.
    """
    held = select(AMOUNT_LINE).where(AMOUNT_LINE.c.line_id == line_id).with_for_update()
    row = (await tx.connection.execute(held)).one_or_none()
    if row is None:
        raise AmountNotFound
    tx.concerns(f"amount {row.table_code} {row.key}".rstrip(), purpose=reason)
    if row.withdrawn_at is not None:
        raise AmountWithdrawn
    gone = {"withdrawn_at": tx.now, "withdrawn_by": tx.caller.account_id, "reason": reason}
    await tx.connection.execute(update(AMOUNT_LINE).where(AMOUNT_LINE.c.line_id == line_id).values(gone))
