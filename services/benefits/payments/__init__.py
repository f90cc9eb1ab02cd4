"""What is paid to whom for which month: entitlements, until when each is paid, and how much it comes to."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    projections=("projection.TRANSFERS",),
    rekeyings=("commands.keys.FACT_KEYS",),
    erasures=("commands.keys.forget_facts",),
)
