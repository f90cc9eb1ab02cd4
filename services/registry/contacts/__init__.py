"""Contact points: whose the number in a file is, as somebody made sure; and who may get it to send messages."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
