"""What files say that programmes ask for: told to our own service that finds who is entitled, each time recorded."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router")
