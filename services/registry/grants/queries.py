"""Reading grants and proposals."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, not_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.domain.account import AccountNotFound
from services.registry.accounts.tables import ACCOUNT
from services.registry.grants.domain.grant import GrantNotFound, HeldGrant
from services.registry.grants.domain.proposal import Party, Proposal, ProposalNotFound
from services.registry.grants.parameters import Ground
from services.registry.grants.tables import GRANT_PROPOSAL
from shared.auth.caller import Caller
from shared.auth.roles import Role
from shared.auth.scope import within
from shared.auth.tables import ACCESS_GRANT

_HELD = select(
    ACCESS_GRANT.c.grant_id,
    ACCESS_GRANT.c.account_id,
    ACCESS_GRANT.c.role,
    ACCESS_GRANT.c.org_path,
    ACCESS_GRANT.c.ground,
    ACCESS_GRANT.c.on_behalf_of,
    ACCESS_GRANT.c.valid_from,
    ACCESS_GRANT.c.valid_until,
    ACCESS_GRANT.c.revoked_at,
)
_UNREVOKED = _HELD.where(ACCESS_GRANT.c.revoked_at.is_(None)).order_by(ACCESS_GRANT.c.grant_id)
_LASTING = _UNREVOKED.join(ACCOUNT, ACCOUNT.c.account_id == ACCESS_GRANT.c.account_id).where(
    ACCESS_GRANT.c.valid_until.is_(None), func.nlevel(ACCESS_GRANT.c.org_path) == 1, ACCOUNT.c.disabled_at.is_(None)
)
_GRANTS = (
    select(
        ACCESS_GRANT,
        ACCOUNT.c.username,
        ACCOUNT.c.display_name,
        GRANT_PROPOSAL.c.proposed_by,
        GRANT_PROPOSAL.c.decided_by.label("confirmed_by"),
    )
    .outerjoin(ACCOUNT, ACCOUNT.c.account_id == ACCESS_GRANT.c.account_id)
    .outerjoin(GRANT_PROPOSAL, GRANT_PROPOSAL.c.grant_id == ACCESS_GRANT.c.grant_id)
)
_PROPOSALS = select(GRANT_PROPOSAL, ACCOUNT.c.username, ACCOUNT.c.display_name).join(
    ACCOUNT, ACCOUNT.c.account_id == GRANT_PROPOSAL.c.account_id
)
_PROPOSAL = select(
    GRANT_PROPOSAL.c.grant_id,
    GRANT_PROPOSAL.c.account_id,
    GRANT_PROPOSAL.c.role,
    GRANT_PROPOSAL.c.org_path,
    GRANT_PROPOSAL.c.ground,
    GRANT_PROPOSAL.c.purpose,
    GRANT_PROPOSAL.c.valid_from,
    GRANT_PROPOSAL.c.valid_until,
    GRANT_PROPOSAL.c.proposed_by,
    GRANT_PROPOSAL.c.outcome,
    GRANT_PROPOSAL.c.decided_at,
)


def grants_of(
    caller: Caller, *, account_id: UUID | None, role: str | None, in_force: bool | None, now: datetime
) -> Select[Any]:  # fmt: skip
    """Grants for units in the caller's scope, restricted by whatever is not None."""
    statement = _GRANTS.where(within(ACCESS_GRANT.c.org_path, caller))
    if account_id is not None:
        statement = statement.where(ACCESS_GRANT.c.account_id == account_id)
    if role is not None:
        statement = statement.where(ACCESS_GRANT.c.role == role)
    if in_force is not None:
        statement = statement.where(_holds(now) if in_force else not_(_holds(now)))
    return statement


def proposals_within(caller: Caller, *, ground: Ground | None, open_: bool | None) -> Select[Any]:
    """Proposals for units in the caller's scope, restricted by whatever is not None."""
    statement = _PROPOSALS.where(within(GRANT_PROPOSAL.c.org_path, caller))
    if ground is not None:
        statement = statement.where(GRANT_PROPOSAL.c.ground == ground)
    if open_ is not None:
        statement = statement.where(GRANT_PROPOSAL.c.outcome.is_(None) == open_)
    return statement


def proposals_about(account_id: UUID) -> Select[Any]:
    """What this account proposed, and what is proposed for it."""
    return _PROPOSALS.where(or_(GRANT_PROPOSAL.c.proposed_by == account_id, GRANT_PROPOSAL.c.account_id == account_id))


def _holds(now: datetime) -> ColumnElement[bool]:
    return and_(
        func.coalesce(ACCESS_GRANT.c.revoked_at > now, true()),
        ACCESS_GRANT.c.valid_from <= now,
        func.coalesce(ACCESS_GRANT.c.valid_until > now, true()),
    )


async def get_party(connection: AsyncConnection, account_id: UUID, *, lock: bool = False) -> Party:
    """Locked until the transaction ends, where asked: what is given to an account is decided one by one.

    Raises `AccountNotFound`.
    """
    statement = select(ACCOUNT.c.account_id, ACCOUNT.c.opened_by).where(ACCOUNT.c.account_id == account_id)
    row = (await connection.execute(statement.with_for_update() if lock else statement)).first()
    if row is None:
        raise AccountNotFound
    return Party(row.account_id, row.opened_by)


async def list_unrevoked(connection: AsyncConnection, account_id: UUID) -> list[HeldGrant]:
    """What this account holds now, held, or will hold: every grant not taken back."""
    return await _list(connection, _UNREVOKED.where(ACCESS_GRANT.c.account_id == account_id))


async def list_delegated(connection: AsyncConnection, grant: HeldGrant) -> list[HeldGrant]:
    """The unrevoked delegations that rest on this grant."""
    rest = _UNREVOKED.where(
        ACCESS_GRANT.c.on_behalf_of == grant.account_id,
        ACCESS_GRANT.c.role == grant.role,
        ACCESS_GRANT.c.org_path.bool_op("<@")(grant.org_path),
    )
    return await _list(connection, rest.with_for_update())


async def lock_lasting(connection: AsyncConnection, role: str) -> list[HeldGrant]:
    """The unrevoked, open-ended grants of a role for the whole county whose accounts are not disabled, locked in one
    order."""
    return await _list(connection, _LASTING.where(ACCESS_GRANT.c.role == role).with_for_update())


async def get_grant(connection: AsyncConnection, grant_id: UUID) -> HeldGrant:
    """Raises `GrantNotFound`."""
    return _first(await _list(connection, _HELD.where(ACCESS_GRANT.c.grant_id == grant_id)))


async def lock_grant(connection: AsyncConnection, grant_id: UUID) -> HeldGrant:
    """The grant, locked until the transaction ends. Raises `GrantNotFound`."""
    return _first(await _list(connection, _HELD.where(ACCESS_GRANT.c.grant_id == grant_id).with_for_update()))


async def lock_proposal(connection: AsyncConnection, grant_id: UUID) -> Proposal:
    """The proposal, locked until the transaction ends. Raises `ProposalNotFound`."""
    statement: Select[Any] = _PROPOSAL.where(GRANT_PROPOSAL.c.grant_id == grant_id)
    row = (await connection.execute(statement.with_for_update())).first()
    if row is None:
        raise ProposalNotFound
    return _proposal(row)


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(**{**row._mapping, "role": Role(row.role), "ground": Ground(row.ground)})


def _first(found: list[HeldGrant]) -> HeldGrant:
    if not found:
        raise GrantNotFound
    return found[0]


async def _list(connection: AsyncConnection, statement: Select[Any]) -> list[HeldGrant]:
    rows = (await connection.execute(statement)).all()
    return [HeldGrant(**row._mapping) for row in rows]
