"""Imports: a whole register, or a list of acts (deaths, moves, corrections, social roles), from a spreadsheet; a
verdict for every row."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    parts=("loop.import_loop",),
    jobs=("commands.forgetting.FORGET_IMPORTS",),
    rekeyings=("commands.rekeying.FILE_KEYS",),
)
