"""sessions-ended → `disabled_account`: whether an account is in use, its last end says."""

from collections.abc import Sequence

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.schemes.tables import DISABLED_ACCOUNT
from shared.events.registry import SessionsEnded
from shared.inbox.projection import Delivered, Projection

DISABLED = "disabled"


async def apply(connection: AsyncConnection, deliveries: Sequence[Delivered[SessionsEnded]]) -> None:
    """Two statements a batch: of several ends of an account the last holds."""
    last = {each.event.account_id: each.event.cause for each in deliveries}
    await connection.execute(delete(DISABLED_ACCOUNT).where(DISABLED_ACCOUNT.c.account_id.in_(last)))
    rows = [{"account_id": account_id} for account_id, cause in last.items() if cause == DISABLED]
    if rows:
        await connection.execute(insert(DISABLED_ACCOUNT), rows)


DISABLED_ACCOUNTS = Projection("disabled-accounts", (SessionsEnded,), apply, (DISABLED_ACCOUNT,))
