"""Which person the holder of an account for work is: on himself and his kin he decides nothing."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
