"""Writing audit rows."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import trace
from shared.characters import replace_unfit

MOST_CHARACTERS = 300  # of each text: purposes have 200; an address in a request may be as long as its head

DONE = "done"

# What a body may not say in a reason (FREE_TEXT_PATTERN) and may have come another way.
_NUMBER = re.compile(r"[0-9０-９]{9,}")
# The same in a subject, which says what an auditor looked for, too. A UUID is let through whole; nine digits are a
# township there, and twelve a village.
_IN_SUBJECT = re.compile(
    r"(?P<uuid>\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)"
    r"|[0-9０-９]{13,}[Xx]?|(?<![0-9０-９])[0-9０-９]{10,11}(?![0-9０-９])"
)
_MASK = "***"

SQL = """
    INSERT INTO audit (recorded_at, account_id, on_behalf_of, action, subject, purpose, address, result, correlation_id)
    SELECT :audit_recorded_at, :audit_account_id, :audit_on_behalf_of, :audit_action, :audit_subject, :audit_purpose,
           :audit_address, :audit_result, :audit_correlation_id
    FROM pg_current_xact_id()
"""
# The transaction's id is taken before the row gets its number: the chain relies on it to know when a number that it
# does not see will never come (shared.audit.chain).
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
        "audit_on_behalf_of": _kept(entry.on_behalf_of),
        "audit_action": entry.action,
        "audit_subject": _kept(_IN_SUBJECT.sub(lambda found: found["uuid"] or _MASK, entry.subject)),
        "audit_purpose": _kept(_NUMBER.sub(_MASK, entry.purpose)),
        "audit_address": _kept(entry.address),
        "audit_result": entry.result,
        "audit_correlation_id": trace.current().correlation_id,
    }


def _kept(text: str) -> str:
    """Whatever was sent, the row is written."""
    return replace_unfit(text[:MOST_CHARACTERS])
