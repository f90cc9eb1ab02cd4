"""Reading proposals to merge, and the files they are about."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.accounts.tables import ACCOUNT
from services.registry.merges.domain import MergeProposal
from services.registry.merges.parameters import CONFIRMED, Kind
from services.registry.merges.tables import MERGE_PROPOSAL
from services.registry.roles.tables import SOCIAL_ROLE
from services.registry.teams.tables import TEAM_MEMBERSHIP
from services.registry.veterans.queries.files import files_of
from services.registry.veterans.queries.survivors import SURVIVOR
from services.registry.veterans.tables import VETERAN
from shared.approval.listed import Proposals
from shared.approval.proposal import ProposalNotFound
from shared.auth.caller import Caller
from shared.auth.permissions import permitted

T = TypeVar("T")

_HELD = MERGE_PROPOSAL.c


def _proposals(_caller: Caller) -> Select[Any]:
    return select(MERGE_PROPOSAL, ACCOUNT.c.display_name).outerjoin(
        ACCOUNT, ACCOUNT.c.account_id == _HELD.proposed_by
    )  # fmt: skip


PROPOSED = Proposals(
    MERGE_PROPOSAL,
    _HELD.suspicion_id,
    _proposals,
    lambda caller: literal(bool(permitted(caller, "duplicates.confirm-merge").grants)),
)
"""All of the county; each is about one pair."""


def proposed_of(person_id: UUID | None) -> Proposals:
    """Those in which this file goes on, or is merged; all where none is given."""
    if person_id is None:
        return PROPOSED
    of_file = or_(_HELD.surviving_id == person_id, _HELD.merged_id == person_id)
    return replace(PROPOSED, within=lambda caller: _proposals(caller).where(of_file))


async def lock_proposal(connection: AsyncConnection, proposal_id: UUID) -> MergeProposal:
    """The proposal, for this transaction alone to decide. Raises `ProposalNotFound`."""
    held = select(MERGE_PROPOSAL).where(_HELD.proposal_id == proposal_id).with_for_update()
    row = (await connection.execute(held)).one_or_none()
    if row is None:
        raise ProposalNotFound
    about = (row.suspicion_id, Kind(row.kind), row.surviving_id, row.merged_id)
    return MergeProposal(
        row.proposal_id, row.proposed_by, row.outcome, *about, row.reason, row.document, proposed_for=row.proposed_for
    )


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
    """How many social roles the person holds that have not ended, and in how many volunteer teams he is."""
    held = SOCIAL_ROLE.c
    open_terms = select(func.count()).where(
        held.veteran_id == person_id, held.ended_on.is_(None), held.gone_on.is_(None), held.withdrawn_reason.is_(None)
    )
    joined = TEAM_MEMBERSHIP.c
    open_times = select(func.count()).where(
        joined.veteran_id == person_id, joined.left_on.is_(None), joined.gone_on.is_(None),
        joined.withdrawn_reason.is_(None),
    )  # fmt: skip
    return (await connection.scalar(open_terms) or 0) + (await connection.scalar(open_times) or 0)
