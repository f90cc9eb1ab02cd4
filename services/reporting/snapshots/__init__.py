"""Figures frozen as of a date: the whole tree, once, with a digest over its content. Nothing changes one afterwards."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
