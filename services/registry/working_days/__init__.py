"""Working days, year by year: by the notice that was released with the system, or the one that the county entered."""

from shared.service.room import Room

ROOM = Room(__name__, router="endpoints.router", pages="pages.router")
