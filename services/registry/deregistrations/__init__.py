"""Deregistrations: who should never have been registered is taken out from the start, and back where that was wrong."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
