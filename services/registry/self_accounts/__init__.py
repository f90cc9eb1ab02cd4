"""Accounts that veterans have for their own affairs: opened at a station, which prints the slip."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
