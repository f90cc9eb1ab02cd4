"""What veterans contribute to their villages, in eight classes (S30)."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
