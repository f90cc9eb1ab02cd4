"""What benefits keeps of registry's facts, learned from events: veterans, service organisations, mediators."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", projections=("projection.DIRECTORY",))
