"""What is paid, by day: the amounts that notices set, and how a programme makes its own of them."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
