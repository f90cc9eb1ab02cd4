"""What a command writes last, in one statement: the audit row, the answer kept for a repeated request, the events.

PostgreSQL runs the outermost INSERT (audit) first and what stands in WITH after it, so that the events get their ids
when nothing but the commit is left to wait for.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.audit import record as audit
from shared.audit.record import AuditEntry
from shared.database.direct import Direct
from shared.outbox import rows as outbox
from shared.outbox.record import Outgoing, rows_of

_ANSWERED: Final = (
    "answered AS (UPDATE idempotency SET result = :answer WHERE account_id = :audit_account_id AND key = :key)"
)
# By how many events there are: none, one, more.
_PUBLISHED: Final = ((), (f"published AS ({outbox.SQL_OF_ONE})",), (f"published AS ({outbox.SQL})",))


def _with(*parts: str) -> Direct:
    return Direct(f"WITH {', '.join(parts)} {audit.SQL}" if parts else audit.SQL)


# By whether there is an answer to keep, and how many events there are.
CLOSING: Final = {
    (is_answered, events): _with(*answered, *published)
    for is_answered, answered in ((False, ()), (True, (_ANSWERED,)))
    for events, published in enumerate(_PUBLISHED)
}
SEVERAL: Final = 2


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
    values: dict[str, Any] = audit.values_of(entry, now=now)
    if answer is not None:
        values["key"], values["answer"] = answer
    rows = rows_of(outgoing, now=now)
    if len(rows) == 1:
        values.update(outbox.values_of_one(rows[0], now=now))
    elif rows:
        values.update(outbox.values_of(rows, now=now))
    await CLOSING[answer is not None, min(len(rows), SEVERAL)].fetch(connection, values)
