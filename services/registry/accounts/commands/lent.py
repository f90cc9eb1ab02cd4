"""Parts of commands: what somebody lent to others ends with what it rests on."""

from uuid import UUID

from sqlalchemy import ColumnElement, update

from shared.auth.tables import ACCESS_GRANT
from shared.command import Transaction
from shared.events.registry import GrantRevoked

# A grant publishes twice at most: given, then revoked.
GIVEN, REVOKED = 1, 2


async def end_lent(tx: Transaction, lender: UUID, *which: ColumnElement[bool]) -> None:
    """Every delegation by this account, or `which` of them: it allows nothing from this instant on."""
    resting = update(ACCESS_GRANT).where(
        ACCESS_GRANT.c.on_behalf_of == lender, ACCESS_GRANT.c.revoked_at.is_(None), *which
    )
    ended = await tx.connection.execute(
        resting.values(revoked_at=tx.now).returning(ACCESS_GRANT.c.grant_id, ACCESS_GRANT.c.account_id)
    )
    for row in sorted(ended, key=lambda row: row.grant_id):
        event = GrantRevoked(grant_id=row.grant_id, account_id=row.account_id, revoked_at=tx.now)
        tx.publish(event, sequence=REVOKED)
