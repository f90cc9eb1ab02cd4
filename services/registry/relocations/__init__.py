"""Relocations: a domicile moves to another unit, a residence to where another unit serves; and back where that was
wrong (R2, R3)."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
