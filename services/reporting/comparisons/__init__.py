"""Whether registry, benefits and reporting hold the same persons, unit by unit: compared by night, never repaired."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    parts=("loop.comparer",),
    jobs=("commands.COMPARE_NIGHTLY",),
    measures=("loop.measure_comparisons",),
)
