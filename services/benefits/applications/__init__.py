"""Applications for benefits: opinions level by level, publicity, objections, the county's decision."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    projections=("consumer.APPLICATIONS_FOLLOW",),
    erasures=("commands.erasing.forget_households",),
)
