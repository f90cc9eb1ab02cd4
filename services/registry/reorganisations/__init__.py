"""Units that are moved to another parent, with all below them and all that is kept by their paths."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
