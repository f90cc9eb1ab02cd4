"""Yearly confirmations: somebody makes sure that a person lives, and how, and is told who is still to be seen."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
