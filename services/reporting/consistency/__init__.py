"""What must agree between figures: rules as data, checked on what the projections hold as of a day."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", projections=("projection.CASE_MEDIATORS",))
