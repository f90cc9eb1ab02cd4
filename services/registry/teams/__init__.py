"""Volunteer teams of villages (S35): who is in one, what they do, and for how long."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
