"""Preferential cards (优待证): applied for, at the station, delivered or sent back; lost, replaced, cancelled."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
"""One book. The number of a card is kept nowhere."""
