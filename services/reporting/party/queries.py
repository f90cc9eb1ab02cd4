"""What the mirror of the network looks like where figures cannot tell."""

from datetime import date

from sqlalchemy import Date, Text, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.party.tables import PARTY_ORGANISATION

_AS_OF = bindparam("as_of", type_=Date)
GROUP = PARTY_ORGANISATION.alias("party_group")
BRANCH = PARTY_ORGANISATION.alias("branch")

ASTRAY = (
    select(func.ltree2text(GROUP.c.org_path, type_=Text()))
    .select_from(GROUP)
    .outerjoin(BRANCH, (BRANCH.c.party_org_code == GROUP.c.parent_code) & (BRANCH.c.kind == "branch"))
    .where(
        GROUP.c.kind == "group",
        GROUP.c.established_on <= _AS_OF,
        or_(GROUP.c.dissolved_on.is_(None), GROUP.c.dissolved_on > _AS_OF),
        or_(BRANCH.c.org_path.is_(None), BRANCH.c.org_path != func.subpath(GROUP.c.org_path, 0, -1)),
    )
)


async def list_rooms_astray(connection: AsyncConnection, as_of: date) -> frozenset[str]:
    """Paths of the rooms whose Party group does not belong to the branch of the room's station (C2)."""
    return frozenset((await connection.execute(ASTRAY, {"as_of": as_of})).scalars())
