"""Batches of payments: reckoned of entitlements, released by a second person, with results taken back."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
