"""Rounds and nominations go with their unit: whose staff may see them is asked of today's tree."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.benefits.awards.tables import NOMINATION, SELECTION
from shared.auth.moved import MOVES, Moved, follow
from shared.inbox.projection import Delivered, Projection


async def apply(connection: AsyncConnection, delivered: Sequence[Delivered[Moved]]) -> None:
    """After the directory: who nominates holds the person's row there."""
    await follow(connection, SELECTION.c.org_path, NOMINATION.c.org_path)


# Rounds are this service's own; a rebuild has nothing to make anew.
AWARDS_FOLLOW = Projection("awards-follow", MOVES, apply, ())
