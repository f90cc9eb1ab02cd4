"""Requests of persons about what is known of them: each has a clock, and is answered or refused with a clause."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", measures=("loop.measure_requests",))
