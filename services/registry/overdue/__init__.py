"""What was to be done by a day, in any book, and is late (逾期)."""

from shared.service.room import Room

ROOM = Room(__name__, jobs=("commands.OVERDUE",), measures=("loop.measure_overdue",))
"""Told by the clock, once."""
