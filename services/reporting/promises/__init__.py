"""Whether each promise is kept: what was registered, decided, resolved and reported on a day is published, applied by
each service that consumes it, and told, or a reason stands why not. Looked at again until it is; never repaired."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    parts=("loop.reconciler",),
    jobs=("commands.ASK_DAILY",),
    measures=("loop.measure_promises",),
)
