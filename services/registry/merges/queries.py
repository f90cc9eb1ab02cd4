"""Reading proposals to merge, and the files they are about."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.merges.domain import MergeProposal
from services.registry.merges.parameters import CONFIRMED, Kind
from services.registry.merges.tables import MERGE_PROPOSAL
from services.registry.roles.tables import SOCIAL_ROLE
from services.registry.veterans.queries.files import files_of
from services.registry.veterans.queries.survivors import SURVIVOR
from services.registry.veterans.tables import VETERAN
from shared.approval.listed import WantedProposals, agreeing
from shared.approval.proposal import ProposalNotFound
from shared.auth.caller import Caller
from shared.auth.permissions import permitted
from shared.database.filtering import when
from shared.http.dependencies import Reading
from shared.http.pages import Page, count_rows, fetch_page

T = TypeVar("T")

_HELD = MERGE_PROPOSAL.c


def _proposals() -> Select[Any]:
    return select(MERGE_PROPOSAL, ACCOUNT.c.display_name).outerjoin(
        ACCOUNT, ACCOUNT.c.account_id == _HELD.proposed_by
    )  # fmt: skip


async def fetch_proposals(
    reading: Reading, wanted: WantedProposals, cursor: str | None, limit: int, *, view: Callable[[Row[Any]], T]
) -> Page[T]:
    """The last proposed first; `about` one pair, or all."""
    found, order = _wanted(reading.caller, wanted), [_HELD.proposal_id]
    return await fetch_page(
        reading.connection, found, by=order, cursor=cursor, limit=limit, view=view, newest_first=True
    )


async def count_proposals(reading: Reading, wanted: WantedProposals) -> int:
    """How many the same list has."""
    return await count_rows(reading.connection, _wanted(reading.caller, wanted))


def _wanted(caller: Caller, wanted: WantedProposals) -> Select[Any]:
    may = bool(permitted(caller, "duplicates.confirm-merge").grants)
    return _proposals().where(
        agreeing(MERGE_PROPOSAL, wanted, caller),
        when(wanted.about, lambda pair: _HELD.suspicion_id == pair),
        when(wanted.mine or None, lambda _: literal(may)),
    )


async def get_proposal(connection: AsyncConnection, proposal_id: UUID) -> Row[Any]:
    """A row of the same. Raises `ProposalNotFound`."""
    found = await connection.execute(_proposals().where(_HELD.proposal_id == proposal_id))
    row: Row[Any] | None = found.one_or_none()
    if row is None:
        raise ProposalNotFound
    return row


async def lock_proposal(connection: AsyncConnection, proposal_id: UUID) -> MergeProposal:
    """The proposal, for this transaction alone to decide. Raises `ProposalNotFound`."""
    held = select(MERGE_PROPOSAL).where(_HELD.proposal_id == proposal_id).with_for_update()
    row = (await connection.execute(held)).one_or_none()
    if row is None:
        raise ProposalNotFound
    about = (row.suspicion_id, Kind(row.kind), row.surviving_id, row.merged_id)
    return MergeProposal(row.proposal_id, row.proposed_by, row.outcome, *about, row.reason, row.document)


async def find_last_merge(connection: AsyncConnection, person_id: UUID) -> datetime | None:
    """When the last of the files that were merged into this one, directly or through others, was merged."""
    found = (
        select(func.max(_HELD.decided_at))
        .join(SURVIVOR, SURVIVOR.c.merged_id == _HELD.merged_id)
        .where(SURVIVOR.c.goes_on == person_id, _HELD.kind == Kind.MERGE, _HELD.outcome == CONFIRMED)
    )
    merged_at: datetime | None = await connection.scalar(found)
    return merged_at


async def get_files(connection: AsyncConnection, persons: Collection[UUID]) -> Mapping[UUID, Row[Any]]:
    """Rows of `files_of`, by person."""
    return {row.veteran_id: row for row in await connection.execute(files_of(persons))}


async def lock_files(connection: AsyncConnection, persons: Collection[UUID]) -> Mapping[UUID, Row[Any]]:
    """The same for this transaction alone to change. In the order of the ids, so that two that have a file in common
    wait for each other instead of deadlocking."""
    held = select(VETERAN.c.veteran_id).where(VETERAN.c.veteran_id.in_(persons)).order_by(VETERAN.c.veteran_id)
    await connection.execute(held.with_for_update())
    return await get_files(connection, persons)


async def count_roles(connection: AsyncConnection, person_id: UUID) -> int:
    """How many social roles the person holds that have not ended."""
    held = SOCIAL_ROLE.c
    open_terms = select(func.count()).where(held.veteran_id == person_id, held.ended_on.is_(None))
    return await connection.scalar(open_terms) or 0
