"""Supervision slips (督办单): blue, orange, red; issued to a station, answered by it, settled, sent back or raised
to the next colour; one that nobody answered in time is told."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    projections=("consumer.SLIPS_FOLLOW",),
    jobs=("commands.overdue.TELL_OVERDUE_SLIPS",),
)
