"""Transfers: who moves to another county leaves the register, who comes from one is paid here from a month on."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
