"""What an account has in hand, as far as registry knows: cases are in benefits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.queries import get_account
from services.registry.grants.tables import GRANT_PROPOSAL
from services.registry.imports.tables import REGISTER_IMPORT
from services.registry.roles.tables import SOCIAL_ROLE
from shared.auth.tables import ACCESS_GRANT

MOST = 200
Rows = Sequence[Row[Any, Any, Any]]


@dataclass(frozen=True, slots=True)
class Holdings:
    """Imports under way on its behalf, proposals of its that wait for a second person, grants in force or to come, and
    the social roles of the person whose account it is. At most `MOST` of each, the oldest first."""

    person_id: UUID | None
    imports: Rows
    proposals: Rows
    grants: Rows
    social_roles: Rows


async def get_holdings(connection: AsyncConnection, account_id: UUID, *, now: datetime) -> Holdings:
    """Raises `AccountNotFound`."""
    account = await get_account(connection, account_id)
    imports = select(REGISTER_IMPORT.c.import_id, REGISTER_IMPORT.c.requested_at, REGISTER_IMPORT.c.rows_total).where(
        REGISTER_IMPORT.c.account_id == account_id, REGISTER_IMPORT.c.finished_at.is_(None)
    )
    proposals = select(GRANT_PROPOSAL.c.grant_id, GRANT_PROPOSAL.c.proposed_at, GRANT_PROPOSAL.c.role).where(
        GRANT_PROPOSAL.c.proposed_by == account_id, GRANT_PROPOSAL.c.outcome.is_(None)
    )
    grants = select(ACCESS_GRANT.c.grant_id, ACCESS_GRANT.c.role, ACCESS_GRANT.c.org_path).where(
        ACCESS_GRANT.c.account_id == account_id,
        ACCESS_GRANT.c.revoked_at.is_(None),
        or_(ACCESS_GRANT.c.valid_until.is_(None), ACCESS_GRANT.c.valid_until > now),
    )
    roles = select(SOCIAL_ROLE.c.role_id, SOCIAL_ROLE.c.kind, SOCIAL_ROLE.c.org_code).where(
        SOCIAL_ROLE.c.veteran_id == account.person_id,
        SOCIAL_ROLE.c.ended_on.is_(None),
        SOCIAL_ROLE.c.withdrawn_reason.is_(None),
    )
    return Holdings(
        account.person_id,
        imports=await _first(connection, imports.order_by(REGISTER_IMPORT.c.import_id)),
        proposals=await _first(connection, proposals.order_by(GRANT_PROPOSAL.c.grant_id)),
        grants=await _first(connection, grants.order_by(ACCESS_GRANT.c.grant_id)),
        social_roles=await _first(connection, roles.order_by(SOCIAL_ROLE.c.role_id)),
    )


async def _first(connection: AsyncConnection, statement: Select[Any, Any, Any]) -> Rows:
    return (await connection.execute(statement.limit(MOST))).all()
