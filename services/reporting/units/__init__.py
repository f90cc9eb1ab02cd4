"""The service network as a tree: units, their names over time, when each was established and closed."""

from shared.service.room import Room

ROOM = Room(__name__, projections=("projection.UNITS",))
