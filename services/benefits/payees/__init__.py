"""The accounts that persons are paid into: entered by one, confirmed by another, sealed under each person's key."""

from shared.service.room import Room

ROOM = Room(
    __name__,
    router="endpoints.router",
    pages="pages.router",
    rekeyings=("commands.keys.PAYEE_KEYS",),
    erasures=("commands.keys.forget_payees",),
)
