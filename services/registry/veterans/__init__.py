"""Veterans: persons and their files, how one is registered, who may read what of them."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    rekeyings=("commands.rekeying.DATA_KEYS", "commands.rekeying.NUMBERS", "commands.rekeying.NAMES"),
)
