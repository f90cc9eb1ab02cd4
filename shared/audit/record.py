"""Writing audit rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import trace
from shared.audit.tables import AUDIT
from shared.http.tables import IDEMPOTENCY

DONE = "done"

_WRITTEN = [column for column in AUDIT.c if column.name != "audit_id"]
# The names of parameters must not be names of columns of `idempotency`: those would be set as well.
_RECORD = insert(AUDIT).values({column.name: bindparam(f"audit_{column.name}") for column in _WRITTEN})
_RECORD_AND_ANSWER = _RECORD.add_cte(
    update(IDEMPOTENCY)
    .where(IDEMPOTENCY.c.account_id == bindparam("audit_account_id"), IDEMPOTENCY.c.key == bindparam("answered_key"))
    .values(result=bindparam("answer"))
    .cte("answered")
)


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
    await connection.execute(_RECORD, _row(entry, now))


async def record_audit_and_answer(
    connection: AsyncConnection, entry: AuditEntry, *, key: str, answer: bytes, now: datetime
) -> None:
    """The audit row and the result kept for the idempotency key, in one statement."""
    await connection.execute(_RECORD_AND_ANSWER, {**_row(entry, now), "answered_key": key, "answer": answer})


def _row(entry: AuditEntry, now: datetime) -> dict[str, object]:
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
