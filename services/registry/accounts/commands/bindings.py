"""Parts of commands: what signed the holder in at external issuers ends with his password."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import delete

from services.registry.accounts.tables import BINDING
from shared.audit.record import record_audit
from shared.command import Transaction


async def end_bindings(tx: Transaction, account_id: UUID) -> None:
    """Part of a command that has locked the account and ends its sessions. Each has a row of its own in the audit, so
    that the account's history tells it."""
    ended = await tx.connection.execute(
        delete(BINDING).where(BINDING.c.account_id == account_id).returning(BINDING.c.binding_id)
    )
    for _ in ended.all():
        await record_audit(tx.connection, replace(tx.told, action="end-binding"), now=tx.now)
