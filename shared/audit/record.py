"""Writing audit rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import trace

DONE = "done"

SQL = """
    INSERT INTO audit (recorded_at, account_id, on_behalf_of, action, subject, purpose, address, result, correlation_id)
    VALUES (:audit_recorded_at, :audit_account_id, :audit_on_behalf_of, :audit_action, :audit_subject, :audit_purpose,
            :audit_address, :audit_result, :audit_correlation_id)
"""
_RECORD = text(SQL)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what, about what, why, for whom, from where, with what result. No personal data: ids and codes."""

    account_id: UUID | None
    action: str
    subject: str = ""
    purpose: str = ""
    on_behalf_of: str = ""
    address: str = ""
    result: str = DONE


async def record_audit(connection: AsyncConnection, entry: AuditEntry, *, now: datetime) -> None:
    await connection.execute(_RECORD, values_of(entry, now=now))


def values_of(entry: AuditEntry, *, now: datetime) -> dict[str, object]:
    """The values of `SQL`."""
    return {
        "audit_recorded_at": now,
        "audit_account_id": entry.account_id,
        "audit_on_behalf_of": entry.on_behalf_of,
        "audit_action": entry.action,
        "audit_subject": entry.subject,
        "audit_purpose": entry.purpose,
        "audit_address": entry.address,
        "audit_result": entry.result,
        "audit_correlation_id": trace.current().correlation_id,
    }
