"""Nothing is paid into an account any more; and what is to be looked into after a payment failed."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, update

from services.benefits.payees.commands.holding import hold_payee, keep
from services.benefits.payees.parameters import WRONG_ACCOUNT
from services.benefits.payees.tables import PAYEE_ACCOUNT, payee_of
from shared.clock import local_date
from shared.command import Transaction, command


@command
async def end_payee_account(tx: Transaction, account_id: UUID, *, document: str) -> None:
    """From today on the person cannot be paid until another one is confirmed. Raises `PayeeNotFound`,
    `PayeeNotInForce`."""
    row = await hold_payee(tx, account_id, document)
    payee_of(row).must_be_in_force()
    until = max(local_date(tx.now), row.since)
    ended = {"until": until, "end_code": "stopped", "end_document": document, "ended_by": tx.caller.account_id}
    await keep(tx, account_id, **ended, replaced_by_file=None)


async def look_into(
    tx: Transaction,
    account_id: UUID | None,
    payment_id: UUID,
    *,
    reason_code: str | None,
    on: date,
    other: tuple[UUID, date] | None,
) -> None:
    """After a payment has a result: an account that it failed for is to be checked, and no longer where it turns out to
    have been paid, or to have failed for another reason; unless it failed `other` payments as well. Not a command:
    recording the result does it, and commits."""
    held = PAYEE_ACCOUNT.c
    own = update(PAYEE_ACCOUNT).where(held.account_id == account_id)
    if reason_code in WRONG_ACCOUNT:
        first = {"check_payment": func.coalesce(held.check_payment, payment_id)}
        await tx.connection.execute(own.values(**first, check_since=func.least(held.check_since, on)))
    else:
        payment, since = other or (None, None)
        left = own.where(held.check_payment == payment_id).values(check_payment=payment, check_since=since)
        await tx.connection.execute(left)
