"""Scores go with their station: whose staff sees them is asked of today's tree."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.scores.tables import ASSESSED_STATION
from shared.auth.moved import MOVES, Moved, follow
from shared.inbox.projection import Delivered, Projection


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Moved]]) -> None:
    """Every path that is kept leads to where its unit stands."""
    await follow(connection, ASSESSED_STATION.c.org_path)


# Stations of a round are the service's own; a rebuild has nothing to make anew.
SCORES_FOLLOW = Projection("scores-follow", MOVES, apply, ())
