"""What files in registry say that programmes ask for and no event tells: asked of registry, kept under a key of each
person's own."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    projections=("consumer.FACTS_TO_ASK",),
    parts=("loop.fact_fetcher",),
    rekeyings=("commands.FACT_KEYS",),
    erasures=("commands.forget_file_facts",),
    measures=("loop.measure_facts",),
)
