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

_COLUMNS = (
    "recorded_at",
    "account_id",
    "on_behalf_of",
    "action",
    "subject",
    "purpose",
    "address",
    "result",
    "correlation_id",
)
_RECORD = insert(AUDIT).values({name: bindparam(name) for name in _COLUMNS})
_RECORD_AND_ANSWER = _RECORD.add_cte(
    update(IDEMPOTENCY)
    .where(IDEMPOTENCY.c.account_id == bindparam("answered_account_id"), IDEMPOTENCY.c.key == bindparam("answered_key"))
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
    answered = {"answered_account_id": entry.account_id, "answered_key": key, "answer": answer}
    await connection.execute(_RECORD_AND_ANSWER, {**_row(entry, now), **answered})


def _row(entry: AuditEntry, now: datetime) -> dict[str, object]:
    return {
        "recorded_at": now,
        "account_id": entry.account_id,
        "on_behalf_of": entry.on_behalf_of,
        "action": entry.action,
        "subject": entry.subject,
        "purpose": entry.purpose,
        "address": entry.address,
        "result": entry.result,
        "correlation_id": trace.current().correlation_id,
    }
