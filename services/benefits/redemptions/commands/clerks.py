"""Whose clerk an account is: the centre says it, beside the role that the account was granted."""

from uuid import UUID

from sqlalchemy import delete, insert, select

from services.benefits.merchants.schemas import AGREEMENTS
from services.benefits.redemptions.domain import ClerkExists, ClerkHasNoRole
from services.benefits.redemptions.queries import get_clerk
from services.benefits.redemptions.tables import MERCHANT_CLERK
from shared.auth.caller import covers
from shared.auth.grants import list_grants
from shared.auth.roles import Role
from shared.command import Transaction, command
from shared.database.guards import refusing
from shared.entries.domain import EntryIsRevoked
from shared.entries.queries import get_entry


@command
async def assign_clerk(tx: Transaction, account_id: UUID, agreement: UUID, *, document: str) -> UUID:
    """The account is this shop's clerk, and no other's. Answers the account.

    Raises `EntryNotFound`, `EntryIsRevoked`, `ClerkHasNoRole`, `ClerkExists`.
    """
    tx.concerns(f"account {account_id}", purpose=document)
    row = await get_entry(tx.connection, AGREEMENTS.definition, agreement, tx.caller)
    if row.state == "revoked":
        raise EntryIsRevoked
    place = await AGREEMENTS.definition.whose.hold(tx.connection, row)
    held = await list_grants(tx.connection, account_id, now=tx.now)
    if not any(each.role is Role.MERCHANT_CLERK and covers(each.org_path, place.org_path) for each in held):
        raise ClerkHasNoRole
    line = {
        "account_id": account_id,
        "entry_id": agreement,
        "document": document,
        "assigned_at": tx.now,
        "assigned_by": tx.caller.account_id,
        "misses": 0,
    }
    with refusing({"pk_merchant_clerk": ClerkExists()}):
        await tx.connection.execute(insert(MERCHANT_CLERK).values(line))
    return account_id


@command
async def dismiss_clerk(tx: Transaction, account_id: UUID, *, reason: str) -> None:
    """He is the shop's clerk no more. Raises `ClerkNotFound`."""
    tx.concerns(f"account {account_id}", purpose=reason)
    locked = select(MERCHANT_CLERK.c.account_id).where(MERCHANT_CLERK.c.account_id == account_id).with_for_update()
    await tx.connection.execute(locked)
    await get_clerk(tx.connection, account_id, tx.caller)
    await tx.connection.execute(delete(MERCHANT_CLERK).where(MERCHANT_CLERK.c.account_id == account_id))
