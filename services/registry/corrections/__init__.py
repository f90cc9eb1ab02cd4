"""Corrections: what a file says is changed, and what it said before is kept (R8); identities take a second person."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
