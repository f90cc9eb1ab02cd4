"""Organisations that are to be closed: registry is told whom figures still count there, and what
is to be done there still."""

from shared.service.room import Room

ROOM = Room(__name__, parts=("loop.unit_answerer",))
