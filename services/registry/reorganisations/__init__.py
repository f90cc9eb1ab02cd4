"""Units as a whole: moved to another parent, merged, split, to be closed; what they hold goes to another one."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    projections=("projection.ANSWERS",),
    parts=("loop.holdings_mover", "loop.merger"),
)
