"""Emergency grants (break-glass) after the fact: each is looked at by another person, who says so."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", measures=("loop.measure_emergencies",))
