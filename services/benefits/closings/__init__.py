"""Organisations that are to be closed: open cases go to whoever takes over, and registry is told how many are left."""

from shared.service.room import Room

ROOM = Room(__name__, parts=("loop.unit_answerer",))
