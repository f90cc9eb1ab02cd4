"""Standards of units: five-haves, four-unified, tracks of work, funds (规范化建设)."""

from shared.service.room import Room

ROOM = Room(__name__)
"""Four books."""
