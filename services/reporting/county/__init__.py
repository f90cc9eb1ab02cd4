"""The figures as people read them: a unit, what it is made of, down to the days and to the lists of who did it."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
