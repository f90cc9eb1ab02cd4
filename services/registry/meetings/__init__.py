"""Governance meetings, and what they decided (工作会议)."""

from shared.service.room import Room

ROOM = Room(__name__, jobs=("commands.OVERDUE",))
"""Two books: meetings, and their decisions, which are told of when they are late."""
