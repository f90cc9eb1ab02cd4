"""Deaths: a person's death is recorded, perhaps long after it, and the record is revoked where it was wrong (R6)."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
