"""Merges: two files of one person become one, by two persons; and two again where that was wrong."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
