"""Duplicates: files that may be one person's are found, and somebody decides; nothing is merged by machine."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    parts=("loop.duplicate_finder",),
    rekeyings=("commands.tokens.TOKENS",),
)
