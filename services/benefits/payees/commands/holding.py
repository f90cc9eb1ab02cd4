"""The account of a transaction, and its person."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update

from services.benefits.directory.queries import going_on
from services.benefits.kin.queries import must_not_be_recused
from services.benefits.payees.domain import PayeeNotFound
from services.benefits.payees.queries import lock_payee
from services.benefits.payees.tables import PAYEE_ACCOUNT
from shared.approval.recusal import NOT_RECUSED, Recusal
from shared.command import Transaction
from shared.database.locks import of_text


async def take_turn(tx: Transaction, person_id: UUID) -> UUID:
    """What is done about a person's accounts is done one after the other. Answers the file that goes on."""
    goes_on = await going_on(tx.connection, person_id)
    await tx.connection.execute(select(func.pg_advisory_xact_lock(*of_text(f"payee accounts of {goes_on}"))))
    return goes_on


async def hold_payee(tx: Transaction, account_id: UUID, purpose: str, *, recusal: Recusal = NOT_RECUSED) -> Row[Any]:
    """For this transaction alone, by somebody else than the person and his kin. Raises `PayeeNotFound` (also outside
    the scope), `DecidesOnOneself`, `DecidesOnKin`."""
    tx.concerns(f"payee-account {account_id}", purpose=purpose)
    row = await lock_payee(tx.connection, account_id)
    tx.caller.must_cover(row.org_path, PayeeNotFound())
    await must_not_be_recused(tx, recusal, row.person_id)
    return row


async def keep(tx: Transaction, account_id: UUID, **known: Any) -> None:
    """What holds of it from now on."""
    own = PAYEE_ACCOUNT.c.account_id == account_id
    await tx.connection.execute(update(PAYEE_ACCOUNT).where(own).values(**known))
