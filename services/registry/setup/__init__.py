"""The first four accounts of an installation, opened once by a one-time token."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router")
