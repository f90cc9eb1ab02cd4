"""Which event owes whom which message, and what became of it."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    projections=("consumer.REQUESTS",),
    parts=("loop.sender",),
    recoveries=("commands.take_over",),
    measures=("loop.measure_deliveries",),
)
