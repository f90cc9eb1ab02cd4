"""Slips go with their station: whose staff sees them is asked of today's tree."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.slips.tables import SUPERVISION_SLIP
from shared.auth.moved import MOVES, Moved, follow
from shared.inbox.projection import Delivered, Projection


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Moved]]) -> None:
    """Every path that is kept leads to where its unit stands."""
    await follow(connection, SUPERVISION_SLIP.c.org_path)


# Slips are the service's own; a rebuild has nothing to make anew.
SLIPS_FOLLOW = Projection("slips-follow", MOVES, apply, ())
