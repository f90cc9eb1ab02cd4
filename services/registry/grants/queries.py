"""Reading grants and proposals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, and_, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.domain.account import AccountNotFound, Kind
from services.registry.accounts.tables import ACCOUNT
from services.registry.grants.domain.grant import GrantNotFound, HeldGrant
from services.registry.grants.domain.proposal import Party, Proposal, ProposerMayNoLonger
from services.registry.grants.parameters import LENT, Ground
from services.registry.grants.tables import GRANT_PROPOSAL
from services.registry.network.queries import find_path
from shared.approval.proposal import ProposalNotFound
from shared.auth.caller import Caller, covers
from shared.auth.permissions import permission
from shared.auth.roles import DENIED, Role
from shared.auth.scope import holding, within
from shared.auth.tables import ACCESS_GRANT
from shared.database.filtering import when
from shared.database.ltree import at_or_below
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page

T = TypeVar("T")

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
_PROPOSALS = (
    select(GRANT_PROPOSAL, ACCOUNT.c.username, ACCOUNT.c.display_name, ACCESS_GRANT.c.revoked_at)
    .join(ACCOUNT, ACCOUNT.c.account_id == GRANT_PROPOSAL.c.account_id)
    .outerjoin(ACCESS_GRANT, ACCESS_GRANT.c.grant_id == GRANT_PROPOSAL.c.grant_id)
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
    GRANT_PROPOSAL.c.proposed_for,
    GRANT_PROPOSAL.c.outcome,
    GRANT_PROPOSAL.c.decided_at,
)


@dataclass(frozen=True, slots=True)
class WantedGrants:
    """Grants and denials that agree with everything that is given: for `unit` or below it."""

    account_id: UUID | None = None
    role: str | None = None
    in_force: bool | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class WantedProposals:
    """Proposals that agree with everything that is given."""

    ground: Ground | None = None
    is_open: bool | None = None


async def fetch_grants(
    reading: Reading, wanted: WantedGrants, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Grants for units in the caller's scope, the last proposed first; `is_only` where the account has no other that is
    in force. Raises `OrgUnitNotFound`."""
    held, other = ACCESS_GRANT.c, ACCESS_GRANT.alias("other")
    another = exists().where(
        other.c.account_id == held.account_id,
        other.c.grant_id != held.grant_id,
        other.c.role != DENIED,
        holding(other, reading.now),
    )
    found = _GRANTS.add_columns((~another).label("is_only")).where(
        within(held.org_path, reading.caller),
        when(wanted.account_id, lambda account_id: held.account_id == account_id),
        when(wanted.role, lambda role: held.role == role),
        when(wanted.in_force, lambda holds: holding(ACCESS_GRANT, reading.now) == holds),
        when(await find_path(reading, wanted.unit), lambda path: at_or_below(held.org_path, path)),
    )
    return await fetch_page(
        reading.connection, found, by=[held.grant_id], cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def count_grants_at(connection: AsyncConnection, org_path: str, *, now: datetime) -> int:
    """How many grants are in force for the unit with this path, or one below it."""
    held = ACCESS_GRANT.c
    there = select(func.count()).where(at_or_below(held.org_path, org_path), held.role != DENIED)
    return await connection.scalar(there.where(holding(ACCESS_GRANT, now))) or 0


async def fetch_proposals(
    reading: Reading, wanted: WantedProposals, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """Proposals for units in the caller's scope, the last first. One that is over is not open: none can confirm it."""
    return await _page(reading, _wanted(reading, wanted), cursor, limit, view)


async def count_proposals(reading: Reading, wanted: WantedProposals) -> int:
    """How many the same list has."""
    return await count_rows(reading.connection, _wanted(reading, wanted))


def _wanted(reading: Reading, wanted: WantedProposals) -> Select[Any]:
    asked_for = GRANT_PROPOSAL.c
    open_now = and_(asked_for.outcome.is_(None), func.coalesce(asked_for.valid_until > reading.now, true()))
    return _PROPOSALS.where(
        within(asked_for.org_path, reading.caller),
        when(wanted.ground, lambda ground: asked_for.ground == ground),
        when(wanted.is_open, lambda is_open: open_now == is_open),
    )


async def fetch_own_proposals(
    reading: Reading, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """What the caller proposed, and what is proposed for him, the last first."""
    me, asked_for = reading.caller.account_id, GRANT_PROPOSAL.c
    found = _PROPOSALS.where(or_(asked_for.proposed_by == me, asked_for.account_id == me))
    return await _page(reading, found, cursor, limit, view)


async def _page(
    reading: Reading, found: Select[Any], cursor: str | None, limit: int, view: Callable[[Row[Any]], T]
) -> Page[T]:
    order = [GRANT_PROPOSAL.c.grant_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def get_party(connection: AsyncConnection, account_id: UUID, *, lock: bool = False) -> Party:
    """Locked until the transaction ends, where asked: what is given to an account is decided one by one.

    Raises `AccountNotFound`.
    """
    statement = select(ACCOUNT.c.account_id, ACCOUNT.c.opened_by, ACCOUNT.c.kind, ACCOUNT.c.person_id).where(
        ACCOUNT.c.account_id == account_id
    )
    row = (await connection.execute(statement.with_for_update() if lock else statement)).first()
    if row is None:
        raise AccountNotFound
    return Party(row.account_id, row.opened_by, Kind(row.kind), row.person_id)


async def list_unrevoked(connection: AsyncConnection, account_id: UUID) -> list[HeldGrant]:
    """What this account holds now, held, or will hold: every grant not taken back."""
    return await _list(connection, _UNREVOKED.where(ACCESS_GRANT.c.account_id == account_id))


async def roles_at(connection: AsyncConnection, caller: Caller, org_path: str) -> tuple[set[Role], set[Role]]:
    """The roles by which the caller is admitted here that reach a unit: his own, and those lent to him."""
    held = await list_unrevoked(connection, caller.account_id)
    lent = {grant.grant_id for grant in held if grant.ground in LENT}
    reaching = [grant for grant in caller.grants if covers(grant.org_path, org_path)]
    own = {grant.role for grant in reaching if grant.grant_id not in lent}
    return own, {grant.role for grant in reaching} - own


async def must_propose_still(connection: AsyncConnection, proposed_by: UUID, name: str, *, now: datetime) -> None:
    """A proposal of any room does not outlive the right to make it. Raises `ProposerMayNoLonger`: the account of who
    made it is disabled, or every grant of his that has this permission has ended."""
    disabled = exists().where(ACCOUNT.c.account_id == proposed_by, ACCOUNT.c.disabled_at.is_not(None))
    held = ACCESS_GRANT.c
    his = (held.account_id == proposed_by, held.role.in_(permission(name).roles))
    goes_on = (held.revoked_at.is_(None), or_(held.valid_until.is_(None), held.valid_until > now))
    all_ended = and_(exists().where(*his), ~exists().where(*his, *goes_on))
    if await connection.scalar(select(or_(disabled, all_ended))):
        raise ProposerMayNoLonger


async def lock_grant(connection: AsyncConnection, grant_id: UUID) -> HeldGrant:
    """The grant, locked until the transaction ends, after the account of its holder: nothing that rests on it is
    given meanwhile. Raises `GrantNotFound`."""
    this = _HELD.where(ACCESS_GRANT.c.grant_id == grant_id)
    holder = _first(await _list(connection, this)).account_id
    await connection.execute(select(ACCOUNT.c.account_id).where(ACCOUNT.c.account_id == holder).with_for_update())
    return _first(await _list(connection, this.with_for_update()))


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
