"""Naming the person that an account's holder is, and taking that back: two hands, since without it nothing keeps him
from deciding for himself."""

from uuid import UUID

from sqlalchemy import insert, update

from services.registry.account_holders.domain import (
    UNKNOWN_PERSON,
    HolderInvalid,
    HolderNamedAlready,
    HolderNotFound,
    must_be_for_work,
    must_be_removed_by_another,
)
from services.registry.account_holders.queries import list_holders
from services.registry.accounts.queries import lock_account
from services.registry.accounts.tables import ACCOUNT_HOLDER
from services.registry.veterans.queries.persons import keep_known
from shared.command import Transaction, command
from shared.database.guards import refusing
from shared.ids import new_id


@command
async def name_account_holder(tx: Transaction, account_id: UUID, *, person_id: UUID, document: str) -> None:
    """From now on he decides on neither this person nor the person's kin; his own affairs he sees with it as little as
    before.

    Raises `AccountNotFound`, `MachineAccount`, `AccountOfOwnAffairs`, `HolderInvalid`, `HolderNamedAlready`.
    """
    tx.concerns(f"account {account_id}", purpose=document)
    must_be_for_work(await lock_account(tx.connection, account_id))
    HolderInvalid.refuse((UNKNOWN_PERSON, not await keep_known(tx.connection, person_id)))
    row = {
        "naming_id": new_id(),
        "account_id": account_id,
        "person_id": person_id,
        "document": document,
        "named_by": tx.caller.account_id,
        "named_for": tx.caller.on_behalf_of,
        "named_at": tx.now,
    }
    with refusing({"uq_account_holder_account_id": HolderNamedAlready()}):
        await tx.connection.execute(insert(ACCOUNT_HOLDER).values(row))


@command
async def remove_account_holder(tx: Transaction, account_id: UUID, *, reason: str) -> None:
    """It was somebody else. What was decided meanwhile stands.

    Raises `AccountNotFound`, `HolderNotFound`, `HolderRemovedByOneself`.
    """
    tx.concerns(f"account {account_id}", purpose=reason)
    await lock_account(tx.connection, account_id)
    named = await list_holders(tx.connection, account_id)
    found = next((each for each in named if each.removed_at is None), None)
    if found is None:
        raise HolderNotFound
    must_be_removed_by_another(tx.caller.hands, holder=account_id, named_by=(found.named_by, found.named_for))
    this = ACCOUNT_HOLDER.c.naming_id == found.naming_id
    removed = {"removed_by": tx.caller.account_id, "removed_at": tx.now, "removed_why": reason}
    await tx.connection.execute(update(ACCOUNT_HOLDER).where(this).values(removed))
