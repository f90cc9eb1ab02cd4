"""Appeals go with their station: whose staff sees them is asked of today's tree."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.rankings.tables import SCORE_APPEAL
from shared.auth.moved import MOVES, Moved, follow
from shared.inbox.projection import Delivered, Projection


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Moved]]) -> None:
    """Every path that is kept leads to where its unit stands."""
    await follow(connection, SCORE_APPEAL.c.org_path)


# Appeals are the service's own; a rebuild has nothing to make anew.
APPEALS_FOLLOW = Projection("appeals-follow", MOVES, apply, ())
