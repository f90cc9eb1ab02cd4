"""Study visits to other counties (考察学习)."""

from shared.service.room import Room

ROOM = Room(__name__)
"""One book."""
