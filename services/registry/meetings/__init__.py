"""Governance meetings, and what they decided (工作会议)."""

from shared.service.room import Room

ROOM = Room(__name__)
"""Two books: meetings, and their decisions."""
