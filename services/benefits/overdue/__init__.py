"""What waits for whom on the first page, and what was to be done by a day and is late (逾期)."""

from shared.service.room import Room

ROOM = Room(__name__, jobs=("commands.OVERDUE",))
"""Told by the clock, once."""
