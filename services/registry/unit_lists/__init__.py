"""The service network taken over as a list: units that are missing are established, those that are there stay."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
