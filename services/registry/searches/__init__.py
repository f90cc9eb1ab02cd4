"""Persons found by what people know of them: a number, or the name."""

from shared.service.room import Room

ROOM = Room(__name__, pages="pages.router")
