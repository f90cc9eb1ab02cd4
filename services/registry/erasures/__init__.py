"""Erasures: what is known of a person is destroyed for good, by two persons, where the law asks to keep no more."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    jobs=("commands.parties.FORGET_PARTIES",),
    tasks=("commands.restoring.ERASE_AGAIN",),
    recoveries=("commands.restoring.take_over",),
)
