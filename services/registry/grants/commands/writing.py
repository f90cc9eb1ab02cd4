"""Parts of commands: write a grant or its end, and tell the other services."""

from uuid import UUID

from sqlalchemy import insert, update

from services.registry.accounts.commands.lent import GIVEN, REVOKED
from services.registry.grants.domain.grant import HeldGrant, ProposedGrant
from shared.auth.roles import DENIED, Role
from shared.auth.tables import ACCESS_GRANT
from shared.command import Transaction
from shared.events.registry import GrantGiven, GrantRevoked


async def give(
    tx: Transaction, grant_id: UUID, proposed: ProposedGrant, *, purpose: str, on_behalf_of: UUID | None = None
) -> None:
    given = GrantGiven(
        grant_id=grant_id,
        account_id=proposed.account_id,
        role=DENIED if proposed.role == DENIED else Role(proposed.role).value,
        org_path=proposed.org_path,
        valid_from=proposed.period.from_,
        valid_until=proposed.period.until,
        ground=proposed.ground.value,
        on_behalf_of=on_behalf_of,
    )
    row = {name: getattr(given, name) for name in given.__struct_fields__}
    await tx.connection.execute(insert(ACCESS_GRANT).values(**row, purpose=purpose))
    tx.publish(given, sequence=GIVEN)


async def end(tx: Transaction, grant: HeldGrant) -> None:
    """It allows nothing from this instant on. Why, is in the audit: no event carries what somebody wrote."""
    revoked = update(ACCESS_GRANT).where(ACCESS_GRANT.c.grant_id == grant.grant_id).values(revoked_at=tx.now)
    await tx.connection.execute(revoked)
    event = GrantRevoked(grant_id=grant.grant_id, account_id=grant.account_id, revoked_at=tx.now)
    tx.publish(event, sequence=REVOKED)
