"""What the county keeps books of (台账): an entry is recorded, taken a step further, corrected, revoked; nothing is
deleted, and what it said before is kept. What a book is of, stands in the rooms above; its routes and pages in `books`.
"""

from shared.service.room import Room

ROOM = Room(__name__)
"""The acts on entries, alike for every book."""
