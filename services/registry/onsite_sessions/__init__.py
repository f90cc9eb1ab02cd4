"""On-site sessions of leaders, and the issues raised there (现场办公)."""

from shared.service.room import Room

ROOM = Room(__name__)
"""Two books: sessions, and issues followed to their end."""
