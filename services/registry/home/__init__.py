"""The first page: what awaits who is signed in."""

from shared.service.room import Room

ROOM = Room(__name__, pages="pages.router")
