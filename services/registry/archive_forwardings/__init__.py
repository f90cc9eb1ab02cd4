"""Paper files that were sent on: to whom, on which day, with which papers, and whether a receipt came back."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
