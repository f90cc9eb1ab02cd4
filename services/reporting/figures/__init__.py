"""What is counted: figures as data, folded from events into totals by org unit and day, read back as of any date."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    projections=("projection.FIGURES_BY_UNIT_AND_DAY",),
    measures=("loop.measure_freshness", "loop.measure_figures"),
)
