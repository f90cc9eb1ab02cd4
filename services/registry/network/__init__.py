"""The service network: one centre, its stations, their rooms (四级中的县、乡、村三级)."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
