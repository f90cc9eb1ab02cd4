"""A page of help for each role: its day, what it may do and where, what goes wrong and the way back, whom to call."""

from shared.service.room import Room

ROOM = Room(__name__, pages="pages.router")
