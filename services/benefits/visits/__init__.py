"""Visits (走访慰问): planned, made or missed; how far each unit has come, and who was not visited yet."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
"""One book, and two lists of what is still to be done before a festival."""
