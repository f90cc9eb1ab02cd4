"""Reading what records said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.former.tables import FORMER_RECORD


@dataclass(frozen=True, slots=True)
class Former:
    """`said` by the columns of its table, dates and ids as text; `by`: who corrected it, None where it is not one of
    our accounts."""

    version: int
    said: Mapping[str, Any]
    reason: str
    known_until: datetime
    by: str | None


async def list_former(connection: AsyncConnection, table: Table, record_id: UUID | str) -> Sequence[Former]:
    """What the record of this table said before, the last first."""
    own = FORMER_RECORD.c
    rows = await connection.execute(
        select(own.version, own.said, own.reason, own.known_until, ACCOUNT.c.display_name)
        .outerjoin(ACCOUNT, ACCOUNT.c.account_id == own.corrected_by)
        .where(own.kind == table.name, own.record_id == str(record_id))
        .order_by(own.version.desc())
    )
    return [Former(*row) for row in rows]
