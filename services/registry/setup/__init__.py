"""The first administrator of an installation, created once by a one-time token."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router")
