"""Families: who is what to a veteran, since when and until when, and what was said of it before."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
