"""The second factor of a sign-in: a code that changes every thirty seconds, or one of ten recovery codes."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    tasks=("commands.REMOVE_SECOND_FACTOR",),
    rekeyings=("commands.FACTOR_KEYS",),
)
