"""What a veteran sees of his own matters: what he is entitled to and why, and how his applications stand."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
