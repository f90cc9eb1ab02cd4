"""Paper files from the units: which papers each must hold, which are there, who looked and when."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
