"""Parties of cases: who is at odds with whom is a veteran, somebody who is known already, or an outside party."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router", projections=("projection.CASES",))
