"""What was paid and not due: asked back, recovered, written off."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
