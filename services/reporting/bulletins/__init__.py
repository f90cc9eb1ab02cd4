"""The ten-day bulletin (旬通报): drafted from figures frozen at the end of the period, issued under a number by another
person, corrected by the next one alone."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    measures=("loop.measure_bulletins",),
)
