"""The account of a transaction, and its person."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update

from services.benefits.directory.queries import going_on
from services.benefits.kin.queries import must_be_anothers
from services.benefits.payees.domain import PayeeNotFound
from services.benefits.payees.queries import lock_payee
from services.benefits.payees.tables import PAYEE_ACCOUNT
from shared.approval.kin import OF_NOBODY, Own
from shared.clock import local_date
from shared.command import Transaction
from shared.database.locks import of_text


async def take_turn(tx: Transaction, person_id: UUID) -> UUID:
    """What is done about a person's accounts is done one after the other. Answers the file that goes on."""
    goes_on = await going_on(tx.connection, person_id)
    await tx.connection.execute(select(func.pg_advisory_xact_lock(*of_text(f"payee accounts of {goes_on}"))))
    return goes_on


async def hold_payee(tx: Transaction, account_id: UUID, purpose: str, *, own: Own = OF_NOBODY) -> Row[Any]:
    """For this transaction alone, by somebody else than the person and his kin. Raises `PayeeNotFound` (also outside
    the scope), `DecidesOnOneself`, `DecidesOnKin`."""
    tx.concerns(f"payee-account {account_id}", purpose=purpose)
    row = await lock_payee(tx.connection, account_id)
    tx.caller.must_cover(row.org_path, PayeeNotFound())
    await must_be_anothers(tx.connection, own, row.person_id, local_date(tx.now))
    return row


async def keep(tx: Transaction, account_id: UUID, **known: Any) -> None:
    """What holds of it from now on."""
    own = PAYEE_ACCOUNT.c.account_id == account_id
    await tx.connection.execute(update(PAYEE_ACCOUNT).where(own).values(**known))
