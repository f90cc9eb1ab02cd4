"""An account with grants that was reset: a second person says that it is in its holder's hands again."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
