"""Milestones of age: that somebody reaches one is told on the first day of the month; of which ages, is data."""

from shared.service.room import Room

ROOM = Room(__name__, parts=("loop.age_teller",), jobs=("commands.LOOK_AGAIN",))
