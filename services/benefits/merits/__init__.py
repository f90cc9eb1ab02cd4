"""Merit bulletins (立功喜报): received, delivered or returned; late when they are not delivered in time."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
"""One book."""
