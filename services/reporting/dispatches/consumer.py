"""Tasks go with their unit, and who is named in minutes: whose staff sees them is asked of today's tree."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.dispatches.tables import DISPATCH_TASK, DISPATCH_UNIT
from shared.auth.moved import MOVES, Moved, follow
from shared.inbox.projection import Delivered, Projection


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Moved]]) -> None:
    """Every path that is kept leads to where its unit stands."""
    await follow(connection, DISPATCH_TASK.c.org_path, DISPATCH_UNIT.c.org_path)


# Tasks and minutes are the service's own; a rebuild has nothing to make anew.
DISPATCHES_FOLLOW = Projection("dispatches-follow", MOVES, apply, ())
