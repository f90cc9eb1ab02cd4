"""What in registry is kept by the path of a unit."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.applicants.tables import PARTY_APPLICATION
from services.registry.books.schemas import BOOKS
from services.registry.branch_life.tables import BRANCH_OVERDUE, BRANCH_RECORD
from services.registry.contributions.tables import CONTRIBUTION
from services.registry.grants.tables import GRANT_PROPOSAL
from services.registry.network.domain import Aspect, OrgUnit, Term
from services.registry.network.queries import unit_of
from services.registry.network.tables import ORG_UNIT, ORG_UNIT_TERM
from services.registry.notices.tables import EXTERNAL_NOTICE
from services.registry.party.tables import PARTY_ORGANISATION
from services.registry.party_memberships.tables import MEMBERSHIP_TRANSFER, PARTY_MEMBERSHIP
from services.registry.recipients.tables import RECIPIENT
from services.registry.roles.tables import SOCIAL_ROLE
from services.registry.teams.tables import TEAM_ACTIVITY, VOLUNTEER_TEAM
from services.registry.veterans.tables import VETERAN
from shared.auth.tables import ACCESS_GRANT, VOUCHED_GRANT

# Every column that holds a path, for a unit that moves takes all of them along; a test compares this with the tables.
PATHS: tuple[Column[Any], ...] = (
    ORG_UNIT.c.org_path,
    PARTY_ORGANISATION.c.org_path,
    VETERAN.c.org_path,
    VETERAN.c.residence_path,
    RECIPIENT.c.org_path,
    SOCIAL_ROLE.c.org_path,
    VOLUNTEER_TEAM.c.org_path,
    TEAM_ACTIVITY.c.org_path,
    CONTRIBUTION.c.org_path,
    PARTY_APPLICATION.c.org_path,
    PARTY_MEMBERSHIP.c.org_path,
    MEMBERSHIP_TRANSFER.c.from_path,
    MEMBERSHIP_TRANSFER.c.to_path,
    BRANCH_RECORD.c.org_path,
    BRANCH_OVERDUE.c.org_path,
    *(book.definition.table.c.org_path for book in BOOKS),
    EXTERNAL_NOTICE.c.org_path,
    GRANT_PROPOSAL.c.org_path,
    ACCESS_GRANT.c.org_path,
    VOUCHED_GRANT.c.org_path,
)


async def list_up_to(connection: AsyncConnection, org_code: str) -> Sequence[OrgUnit]:
    """The unit and all above it, from the centre down; nothing can change of them until the transaction ends. Empty for
    a code that nobody has."""
    named = select(ORG_UNIT.c.org_path).where(ORG_UNIT.c.org_code == org_code).scalar_subquery()
    over = select(ORG_UNIT).where(ORG_UNIT.c.org_path.bool_op("@>")(named)).with_for_update(read=True)
    found = [unit_of(row) for row in await connection.execute(over)]
    return sorted(found, key=lambda unit: unit.org_path.count("."))


async def list_parents(connection: AsyncConnection) -> Mapping[str, Sequence[Term]]:
    """Under which unit each stands since when, in order, as it is believed now."""
    held = ORG_UNIT_TERM.c
    believed = select(ORG_UNIT_TERM).where(held.aspect == Aspect.PARENT, held.ended_at.is_(None))
    found: dict[str, list[Term]] = defaultdict(list)
    for row in await connection.execute(believed.order_by(held.since)):
        found[row.org_code].append(Term(row.since, row.value))
    return found
