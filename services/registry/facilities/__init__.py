"""Venues of units: floor areas, rooms, projects, upgrades, plaques, record books (阵地)."""

from shared.service.room import Room

ROOM = Room(__name__)
"""Six books."""
