"""Organisations that are to be closed: registry is told how many messages wait there."""

from shared.service.room import Room

ROOM = Room(__name__, parts=("loop.unit_answerer",))
