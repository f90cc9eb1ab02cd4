"""What was said of a record before it was corrected: kept for every kind of record alike (R8)."""

from shared.service.room import Room

ROOM = Room(__name__)
