"""What a command writes last, in one statement: the audit row, the answer kept for a repeated request, the events.

PostgreSQL runs the outermost INSERT (audit) first and what stands in WITH after it, so that the events get their ids
when nothing but the commit is left to wait for. No key updates no row, no events insert none: there is one text.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.audit import record as audit
from shared.audit.record import AuditEntry
from shared.database.driver import DriverStatement
from shared.outbox import rows as outbox
from shared.outbox.record import Outgoing, rows_of

_ANSWERED = "UPDATE idempotency SET result = :answer WHERE account_id = :audit_account_id AND key = :key"
CLOSING = DriverStatement(" ".join(("WITH answered AS (", _ANSWERED, "), published AS (", outbox.SQL, ")", audit.SQL)))


async def close(
    connection: AsyncConnection,
    entry: AuditEntry,
    outgoing: Sequence[Outgoing] = (),
    *,
    now: datetime,
    answer: tuple[str, bytes] | None = None,
) -> None:
    """`answer` is an idempotency key that this transaction has claimed, and what is answered when it comes again.

    Raises what `outbox.record` does.
    """
    key, answered = answer or (None, None)
    await CLOSING.fetch(
        connection,
        {
            **audit.values_of(entry, now=now),
            **outbox.values_of(rows_of(outgoing, now=now), now=now),
            "key": key,
            "answer": answered,
        },
    )
