"""What a veteran sees of his own matters: what he is entitled to and why, how his applications stand, what he was given
and what is recorded of him."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
