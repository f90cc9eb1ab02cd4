"""Cases go with their unit: whose staff may see them is asked of today's tree."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.cases.tables import CASE
from shared.auth.moved import MOVES, Moved, follow
from shared.inbox.projection import Delivered, Projection


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Moved]]) -> None:
    """After the directory: who opens a case holds the unit's row there until the case can be seen here."""
    await follow(connection, CASE.c.org_path)


# The cases are this service's own; a rebuild has nothing to make anew.
CASES_FOLLOW = Projection("cases-follow", MOVES, apply, ())
