"""The texts people are sent, each with its purpose and legal basis."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router")
